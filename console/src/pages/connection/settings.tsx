import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import { changeConnection, connectionQuery, connectionsKey, kindOf, kinds, type Connection, type ConnectionBody } from '../../api/connections';
import { showFlash } from '../../app/flash';
import { useMay } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';
import { CheckboxField, InputField, SelectField } from '../../form/fields';
import { LeaveGuard, useSaveKey } from '../../form/leave';
import { showProblem } from '../../form/problems';

interface Values {
  name: string;
  kind: string;
  patchAnswer: string;
  onDelete: string;
  unknownMembers: string;
  inspector: string;
  uniqueGroupNames: boolean;
  trimSchema: boolean;
  requestsPerSecond: string;
}

const valuesOf = ({ name, kind, settings }: Connection): Values => ({
  name, kind: kinds.find((k) => k === kind) ?? kind,
  patchAnswer: settings.patchAnswer, onDelete: settings.onDelete, unknownMembers: settings.unknownMembers, inspector: settings.inspector,
  uniqueGroupNames: settings.uniqueGroupNames, trimSchema: settings.trimSchema, requestsPerSecond: String(settings.requestsPerSecond),
});

const bodyOf = ({ name, kind, requestsPerSecond, ...settings }: Values) => ({ name, kind, settings: { ...settings, requestsPerSecond: Number(requestsPerSecond) || 0 } }) as ConnectionBody;

/** at is the field of the form for a member of the request. */
const at = (path: string) => (path.replace(/^settings\./, '') as keyof Values) || undefined;

/** Settings is how a connection wants to be served. */
export function Settings({ connection }: { connection: Versioned<Connection> }) {
  const { t } = useTranslation(['connections', 'common']);
  const may = useMay('write');
  const words = useWordsOf();
  const [base, setBase] = useState(connection);
  const form = useForm<Values>({ defaultValues: valuesOf(base) });
  const dirty = useRef(false);
  const { isDirty } = form.formState;
  useEffect(() => { dirty.current = isDirty; }, [isDirty]);
  const save = useSave(base, (saved) => { dirty.current = false; setBase(saved); form.reset(valuesOf(saved)); });
  const submit = () => void form.handleSubmit((values) => save.mutate(values, { onError: (error) => showProblem(form, error, at) }))();
  useSaveKey(submit, may && !save.isPending);
  const control = form.control;
  return (
    <form onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <LeaveGuard dirty={dirty} />
      <Form actions={<Button variant="primary" loading={save.isPending} disabled={!may} disabledReason={may ? undefined : t('connections:mayNot')}>{t('common:save')}</Button>}>
        <Container header={<Header variant="h2" description={t('connections:setting.description')}>{t('connections:tab.settings')}</Header>}>
          <SpaceBetween size="l">
            {save.error && <div role="alert"><Alert type="error">{words(save.error)}</Alert></div>}
            <InputField control={control} name="name" label={t('connections:column.name')} />
            <SelectField control={control} name="kind" label={t('connections:column.kind')} options={kinds.map((value) => ({ value, label: t(`connections:kind.${value}`) }))} known={() => ({ value: kindOf(connection), label: t(`connections:kind.${kindOf(connection)}`) })} />
            <SelectField control={control} name="onDelete" label={t('connections:setting.onDelete')} options={(['delete', 'deactivate'] as const).map((value) => ({ value, label: t(`connections:setting.${value}`) }))} />
            <SelectField control={control} name="patchAnswer" label={t('connections:setting.patchAnswer')} options={(['default', '200', '204'] as const).map((value) => ({ value, label: t(`connections:setting.answer${value}`) }))} />
            <SelectField control={control} name="unknownMembers" label={t('connections:setting.unknownMembers')} options={(['refuse', 'ignore'] as const).map((value) => ({ value, label: t(`connections:setting.${value}`) }))} />
            <SelectField control={control} name="inspector" label={t('connections:setting.inspector')} options={(['all', 'failures', 'off'] as const).map((value) => ({ value, label: t(`connections:setting.${value}`) }))} />
            <InputField control={control} name="requestsPerSecond" label={t('connections:setting.requestsPerSecond')} description={t('connections:setting.requestsPerSecondText')} input={{ type: 'number', inputMode: 'numeric' }} />
            <CheckboxField control={control} name="uniqueGroupNames" text={t('connections:setting.uniqueGroupNames')} />
            <CheckboxField control={control} name="trimSchema" text={t('connections:setting.trimSchema')} description={t('connections:setting.trimSchemaText')} />
          </SpaceBetween>
        </Container>
      </Form>
    </form>
  );
}

function useSave(base: Versioned<Connection>, saved: (connection: Versioned<Connection>) => void) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  return useMutation({
    mutationFn: (values: Values) => changeConnection(base.id, base.etag, bodyOf(values)),
    onSuccess: async (connection) => {
      saved(connection);
      client.setQueryData(connectionQuery(base.id).queryKey, connection);
      showFlash({ type: 'success', content: t('setting.saved'), life: 10_000 });
      await client.invalidateQueries({ queryKey: connectionsKey });
    },
  });
}
