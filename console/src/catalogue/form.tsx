import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { href } from '../app/links';
import { useMay } from '../app/session';
import { useWordsOf } from '../common/problem-text';
import { Reference } from '../common/states';
import { asProblem } from '../api/problem';
import { LeaveGuard, useSaveKey } from '../form/leave';
import { showProblem } from '../form/problems';
import { ClashDialog, type Said } from './clash';
import { Clash } from './save';

/** namesOf is the names of the fields that have an error. */
function namesOf(errors: object, above = ''): string[] {
  return Object.entries(errors).flatMap(([name, error]) => (!error ? [] : typeof error.type === 'string' ? [above + name] : namesOf(error as object, `${above}${name}.`)));
}

/** toForm puts the focus into the form, which may be below a long table. */
export const toForm = () => document.querySelector<HTMLInputElement>('form input:not([disabled])')?.focus();

interface CatalogueFormProps<F extends FieldValues> {
  form: UseFormReturn<F>;
  /** Writes; throws a Clash or a Problem. */
  save: (values: F) => Promise<void>;
  /** What to do when it is saved: nothing is unsaved any more. */
  saved: () => void;
  /** The page that Cancel leads to, or what it does. */
  back: string | (() => void);
  /** Another way to save, beside the usual one. */
  second?: { text: string; save: (values: F) => Promise<void> };
  /** Called with the fields that are wrong, such as to open the part of the form that they are in. */
  invalid?: (fields: string[]) => void;
  /** Opens over another form, which has its own guard and its own key to save. */
  over?: boolean;
  /** Which field a member of the request is. */
  fieldAt: (path: string) => FieldPath<F> | undefined;
  /** The values in words, to compare them with what somebody else saved. */
  said: (values: F) => Said[];
  children: ReactNode;
}

/** CatalogueForm is the form of one thing that rules give: it saves, says what is wrong, and asks before anything is lost or written over. */
export function CatalogueForm<F extends FieldValues>({ form, save, saved, back, fieldAt, said, second, invalid, over, children }: CatalogueFormProps<F>) {
  const { t } = useTranslation(['catalogue', 'common']);
  const words = useWordsOf();
  const may = useMay('write');
  const { isDirty, errors, isSubmitting } = form.formState;
  const dirty = useRef(false);
  useEffect(() => {
    dirty.current = isDirty;
  });
  const [failure, setFailure] = useState<unknown>();
  const [theirs, setTheirs] = useState<F>();
  const submit = (write: (values: F) => Promise<void>) =>
    form.handleSubmit(async (values) => {
      setFailure(undefined);
      try {
        await write(values);
        dirty.current = false;
        form.reset(values);
        saved();
      } catch (error) {
        if (error instanceof Clash) setTheirs(error.theirs as F);
        else if (!showProblem(form, error, fieldAt)) setFailure(error);
        else invalid?.(asProblem(error).fields.flatMap(({ path }) => fieldAt(path) ?? []));
      }
    }, (wrong) => invalid?.(namesOf(wrong)))();
  useSaveKey(() => void submit(save), may && !isSubmitting, over);
  const wrong = Object.keys(errors).length;
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const button = { loading: isSubmitting, disabled: !!blocked, disabledReason: blocked };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        event.stopPropagation(); // to the form that this one may be over
        void submit(save);
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" formAction="none" {...(typeof back === 'string' ? { href: href(back) } : { onClick: back })}>{t('common:cancel')}</Button>
            {second && <Button formAction="none" {...button} onClick={() => void submit(second.save)}>{second.text}</Button>}
            <Button variant="primary" {...button}>{t('common:save')}</Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          {(wrong > 0 || failure !== undefined) && (
            <div role="alert">
              <Alert type="error" header={wrong > 0 ? t('catalogue:wrong', { count: wrong }) : t('common:state.error')}>
                {failure === undefined ? t('catalogue:wrongText') : <Failure error={failure} words={words(failure)} />}
              </Alert>
            </div>
          )}
          {children}
        </SpaceBetween>
      </Form>
      {!over && <LeaveGuard dirty={dirty} />}
      {theirs && (
        <ClashDialog
          theirs={said(theirs)}
          mine={said(form.getValues())}
          take={() => {
            form.reset(theirs);
            setTheirs(undefined);
          }}
          close={() => setTheirs(undefined)}
        />
      )}
    </form>
  );
}

function Failure({ error, words }: { error: unknown; words: string }) {
  const { request, fields } = asProblem(error);
  return (
    <SpaceBetween size="xs">
      <Box>{words}</Box>
      {fields.map((field) => (
        <Box key={field.path + field.detail}>{field.path}: {field.detail}</Box>
      ))}
      {request && <Reference id={request} />}
    </SpaceBetween>
  );
}
