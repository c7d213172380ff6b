import Alert from '@cloudscape-design/components/alert';
import Spinner from '@cloudscape-design/components/spinner';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../../api/problem';
import { useLinkSignIn } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';

/** CodeSignIn signs in by the code of a link, or says why it cannot. */
export function CodeSignIn({ code, done }: { code: string; done: () => void }) {
  const { t } = useTranslation('signin');
  const words = useWordsOf();
  const { isSuccess, error } = useLinkSignIn(code);
  useEffect(() => {
    if (isSuccess) done();
  });
  if (error) {
    return (
      <div role="alert">
        <Alert type="warning" header={t('link.title')}>
          {asProblem(error).status === 401 ? t('link.used') : words(error)}
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
