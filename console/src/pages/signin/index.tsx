import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useReducer } from 'react';
import { useTranslation } from 'react-i18next';
import { useGo } from '../../app/links';
import { opensAt } from '../../app/page';
import { SignInForm } from '../../app/sign-in-form';
import { LanguageSelect } from './language-select';
import { CodeSignIn } from './code';
import { backFrom, codeFrom } from './place';

/** link is the one that somebody came by, until they are in. */
const link: { code?: string } = {};

/** takeLink takes the code out of the address, so that no history keeps it. */
function takeLink() {
  link.code = codeFrom(location.hash) ?? link.code;
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
}
takeLink();

/** SignIn is the way in: by an admin key, or by the one-time link that the server prints. */
export default function SignIn() {
  const { t } = useTranslation(['signin', 'common']);
  const go = useGo();
  const { code } = link;
  const [, render] = useReducer((times: number) => times + 1, 0);
  const done = () => {
    link.code = undefined;
    const back = backFrom(location.search);
    opensAt(back);
    go(back);
  };
  useEffect(() => {
    document.title = `${t('signin:title')} - ${t('common:product')}`;
  }, [t]);
  useEffect(() => {
    const another = () => {
      takeLink();
      render();
    };
    addEventListener('hashchange', another);
    return () => removeEventListener('hashchange', another);
  }, []);
  return (
    <main className="signin">
      <SpaceBetween size="l">
        <Container header={<Header variant="h1">{t('signin:title')}</Header>}>
          <SpaceBetween size="l">
            {code && <CodeSignIn key={code} code={code} done={done} />}
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
