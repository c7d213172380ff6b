import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import { patchSettings, readSettings, settingsKey, settingsQuery, type Settings } from '../../api/settings';
import { patchSync, syncQuery } from '../../api/sync';
import { showFlash } from '../../app/flash';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { ClashDialog } from '../../catalogue/clash';
import { Clash, useVersionedSave } from '../../catalogue/save';
import { useWordsOf } from '../../common/problem-text';
import { Loaded } from '../../common/states';
import { LeaveGuard, useSaveKey } from '../../form/leave';
import { showProblem } from '../../form/problems';
import { GuardSettings, MailSettings, NoticeSettings, RuleSettings, ScheduleSettings } from './sections';
import { useSaid } from './said';
import { at, bodyOf, scheduleOf, timesOf, valuesOf, type Schedule, type Values } from './values';

/** SettingsPage is what holds for the whole account. */
export default function SettingsPage() {
  const { t } = useTranslation('settings');
  const settings = useQuery({ ...settingsQuery(), refetchOnWindowFocus: false });
  const sync = useQuery(syncQuery());
  return (
    <Page title={t('title')} description={t('description')}>
      <Loaded query={settings}>{(data) => <Loaded query={sync}>{({ schedule }) => <SettingsForm settings={data} schedule={schedule ?? null} />}</Loaded>}</Loaded>
    </Page>
  );
}

function SettingsForm({ settings, schedule }: { settings: Versioned<Settings>; schedule: Schedule }) {
  const { t } = useTranslation(['settings', 'common']);
  const may = useMay('write');
  const words = useWordsOf();
  const form = useForm<Values>({ defaultValues: valuesOf(settings, schedule) });
  const dirty = useRef(false);
  const { isDirty } = form.formState;
  useEffect(() => { dirty.current = isDirty; }, [isDirty]);
  const said = useSaid();
  const [theirs, setTheirs] = useState<Values>();
  const save = useSave(settings, (values) => { dirty.current = false; form.reset(values); });
  const changed = () => JSON.stringify(scheduleOf(form.getValues())) !== JSON.stringify(scheduleOf(form.formState.defaultValues as Values));
  const submit = () => void form.handleSubmit((values) => save.mutate({ values, schedule: changed() }, { onError: (error) => (error instanceof Clash ? setTheirs(error.theirs as Values) : showProblem(form, error, at)) }))();
  useSaveKey(submit, may && !save.isPending);
  const control = form.control;
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <LeaveGuard dirty={dirty} />
      <Form actions={<Button variant="primary" loading={save.isPending} disabled={!may} disabledReason={may ? undefined : t('settings:mayNot')}>{t('common:save')}</Button>}>
        <SpaceBetween size="l">
          {save.error && !(save.error instanceof Clash) && <div role="alert"><Alert type="error">{words(save.error)}</Alert></div>}
          <RuleSettings control={control} />
          <ScheduleSettings control={control} on={form.watch('scheduled')} />
          <GuardSettings control={control} />
          <MailSettings control={control} />
          <NoticeSettings control={control} />
        </SpaceBetween>
      </Form>
      {theirs && (
        <ClashDialog
          theirs={said(theirs)}
          mine={said(form.getValues())}
          take={() => {
            form.reset({ ...theirs, ...timesOf(form.getValues()) });
            setTheirs(undefined);
          }}
          close={() => setTheirs(undefined)}
        />
      )}
    </form>
  );
}

/** useSave saves the schedule only where it was changed: it lives elsewhere. */
function useSave(seen: Versioned<Settings>, saved: (values: Values) => void) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const write = useVersionedSave({ seen, read: readSettings, valuesOf: (settings) => valuesOf(settings, null), write: (values: Values, etag) => patchSettings(bodyOf(values), etag!) });
  return useMutation({
    mutationFn: async ({ values, schedule }: { values: Values; schedule: boolean }) => {
      const settings = await write(values);
      const wanted = scheduleOf(values);
      if (schedule) await patchSync({ schedule: wanted as never }); // the document does not say that it can be null
      return valuesOf(settings, wanted);
    },
    onSuccess: async (values) => {
      saved(values);
      showFlash({ type: 'success', content: t('saved'), life: 10_000 });
      await Promise.all([client.invalidateQueries({ queryKey: settingsKey }), client.invalidateQueries({ queryKey: ['sync'] })]);
    },
  });
}
