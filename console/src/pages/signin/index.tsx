import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from '../../app/links';
import { opensAt } from '../../app/page';
import { SignInForm } from '../../app/sign-in-form';
import { LanguageSelect } from './language-select';
import { CodeSignIn } from './code';
import { backFrom, codeFrom } from './place';

/** code is read once: the page clears the address at once, so that no history keeps the code. */
const code = codeFrom(location.hash);

/** SignIn is the way in: by an admin key, or by the one-time link that the server prints. */
export default function SignIn() {
  const { t } = useTranslation(['signin', 'common']);
  const go = useGo();
  const done = () => {
    const back = backFrom(location.search);
    opensAt(back);
    go(back);
  };
  useEffect(() => {
    document.title = `${t('signin:title')} - ${t('common:product')}`;
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  }, [t]);
  return (
    <main className="signin">
      <SpaceBetween size="l">
        <Container header={<Header variant="h1">{t('signin:title')}</Header>}>
          <SpaceBetween size="l">
            {code && <CodeSignIn code={code} done={done} />}
            <SignInForm hint={code ? undefined : t('signin:hint')} done={done} />
          </SpaceBetween>
        </Container>
        <Box textAlign="center">
          <LanguageSelect />
        </Box>
      </SpaceBetween>
    </main>
  );
}
