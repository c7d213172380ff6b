import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { useWordsOf } from '../common/problem-text';
import { useSignIn } from './session';

/** SignInForm takes an admin key. `hint` says why it is asked for. */
export function SignInForm({ hint, done }: { hint?: string; done: () => void }) {
  const { t } = useTranslation();
  const words = useWordsOf();
  const signIn = useSignIn();
  const [key, setKey] = useState('');
  const [empty, setEmpty] = useState(false);
  const submit = () => {
    setEmpty(key.trim() === '');
    if (key.trim() !== '') signIn.mutate({ key: key.trim() }, { onSuccess: done });
  };
  const refused = signIn.isError && asProblem(signIn.error).status === 401;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Form
        actions={
          <Button variant="primary" formAction="submit" loading={signIn.isPending} loadingText={t('key.checking')}>
            {t('key.submit')}
          </Button>
        }
      >
        <SpaceBetween size="l">
          {hint && <Box>{hint}</Box>}
          {signIn.isError && (
            <div role="alert">
              <Alert type="error">{refused ? t('key.refused') : words(signIn.error)}</Alert>
            </div>
          )}
          <FormField label={t('key.label')} description={t('key.description')} errorText={empty ? t('key.needed') : undefined}>
            <Input type="password" value={key} autoFocus autoComplete="current-password" onChange={({ detail }) => setKey(detail.value)} />
          </FormField>
        </SpaceBetween>
      </Form>
    </form>
  );
}
