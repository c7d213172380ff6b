import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import Grid from '@cloudscape-design/components/grid';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { zodResolver } from '@hookform/resolvers/zod';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem';
import type { Rule } from '../../api/rules';
import { href, useGo } from '../../app/links';
import { useMay } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';
import { LeaveGuard, useSaveKey } from '../../form/leave';
import { showProblem } from '../../form/problems';
import { ClashDialog } from './clash';
import { Impact } from './impact';
import { MailSection } from './mail';
import { OutcomeSection } from './outcome';
import { ProductsSection } from './products';
import { RoleSection } from './role';
import { announceSaved, RuleClash, useSave } from './use-save';
import { blank, bodyOf, fieldAt, schemaOf, valuesOf, type Values } from './values';
import { WhoSection } from './who';

interface EditorProps {
  /** The rule that is changed; absent: a new one. */
  rule?: Rule;
  /** Of the rules as they were read. */
  etag: string;
  initial: Values;
}

/** Editor is the form of one rule, with what it would make of people beside it. What it was opened with stays what it is compared with. */
export function Editor({ rule, etag, initial }: EditorProps) {
  const { t } = useTranslation(['rule', 'common']);
  const words = useWordsOf();
  const go = useGo();
  const may = useMay('write');
  const schema = useMemo(() => schemaOf(t as never), [t]);
  const form = useForm<Values>({ defaultValues: initial, resolver: zodResolver(schema) });
  const { control, formState } = form;
  const dirty = useRef(false);
  useEffect(() => {
    dirty.current = formState.isDirty;
  });
  const [seen, setSeen] = useState({ rule, etag });
  const [failure, setFailure] = useState<unknown>();
  const [clash, setClash] = useState<RuleClash>();
  const save = useSave(seen);

  const submit = (another: boolean) =>
    form.handleSubmit(async (values) => {
      setFailure(undefined);
      try {
        const saved = await save.mutateAsync(bodyOf(values));
        dirty.current = false;
        announceSaved(t('rule:saved', { position: saved.position }), t('rule:open'), href(`/rules/${saved.id}`));
        if (!another) return go('/rules');
        const { language, settingsTemplate, welcomeMail } = values;
        setSeen({ rule: undefined, etag: saved.etag });
        form.reset({ ...blank, language, settingsTemplate, welcomeMail });
        if (rule) return go('/rules/new');
        setTimeout(() => form.setFocus('group'));
      } catch (error) {
        if (error instanceof RuleClash) setClash(error);
        else if (!showProblem(form, error, fieldAt)) setFailure(error);
      }
    })();
  useSaveKey(() => void submit(false), may && !formState.isSubmitting);

  // this rule may have named the template as well: that the server replaced it there is no clash with what is being edited
  const mailDeleted = (id: string, welcomeMail: string) => setSeen((now) => (now.rule?.welcomeMail === id ? { ...now, rule: { ...now.rule, welcomeMail } } : now));

  const wrong = Object.keys(formState.errors).length;
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const button = { disabled: !!blocked, disabledReason: blocked };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit(false);
      }}
    >
      <Grid gridDefinition={[{ colspan: { default: 12, s: 8 } }, { colspan: { default: 12, s: 4 } }]}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" href={href('/rules')}>{t('common:cancel')}</Button>
              <Button formAction="none" {...button} loading={save.isPending} onClick={() => void submit(true)}>{t('rule:saveAnother')}</Button>
              <Button variant="primary" {...button} loading={save.isPending}>{t('common:save')}</Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            {(wrong > 0 || failure !== undefined) && (
              <div role="alert">
                <Alert type="error" header={wrong > 0 ? t('rule:wrong.count', { count: wrong }) : undefined}>
                  {failure === undefined ? t('rule:wrong.text') : <Box>{words(failure)} {asProblem(failure).request}</Box>}
                </Alert>
              </div>
            )}
            <WhoSection control={control} />
            <ProductsSection control={control} />
            <RoleSection control={control} />
            <OutcomeSection control={control} />
            <MailSection form={form} deleted={mailDeleted} />
          </SpaceBetween>
        </Form>
        <Impact control={control} id={rule?.id} />
      </Grid>
      <LeaveGuard dirty={dirty} />
      {clash && (
        <ClashDialog
          theirs={clash.theirs}
          mine={bodyOf(form.getValues())}
          take={() => {
            setSeen({ rule: clash.theirs, etag: clash.etag });
            form.reset(valuesOf(clash.theirs));
            setClash(undefined);
          }}
          insist={() => {
            setSeen({ rule: clash.theirs, etag: clash.etag });
            setClash(undefined);
          }}
          close={() => setClash(undefined)}
        />
      )}
    </form>
  );
}
