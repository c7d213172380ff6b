import Alert from '@cloudscape-design/components/alert';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem';
import { useSignIn } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';

/** CodeSignIn offers the code of a link, once: a second try would always be refused. */
export function CodeSignIn({ code, done }: { code: string; done: () => void }) {
  const { t } = useTranslation('signin');
  const words = useWordsOf();
  const signIn = useSignIn();
  const offered = useRef(false);
  useEffect(() => {
    if (offered.current) return;
    offered.current = true;
    signIn.mutate({ code }, { onSuccess: done });
  }, [code, done, signIn]);
  if (signIn.isError) {
    return (
      <div role="alert">
        <Alert type="warning" header={t('link.title')}>
          {asProblem(signIn.error).status === 401 ? t('link.used') : words(signIn.error)}
        </Alert>
      </div>
    );
  }
  return (
    <div role="status">
      <Spinner /> {t('link.checking')}
    </div>
  );
}
