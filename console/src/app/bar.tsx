import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../i18n';
import { languages, type Language } from '../i18n/languages';
import { dropFlashes } from './flash';
import { base } from './links';
import { useSession, useSignOut } from './session';
import { setTheme, useTheme, type Theme } from './theme';

type Menu = Extract<TopNavigationProps.Utility, { type: 'menu-dropdown' }>;

const themes: Theme[] = ['system', 'light', 'dark'];

function useLanguageMenu(): Menu {
  const { t, i18n } = useTranslation();
  const now = i18n.language as Language;
  return {
    type: 'menu-dropdown',
    iconName: 'globe',
    text: languages[now],
    ariaLabel: `${t('frame.language')}: ${languages[now]}`,
    items: Object.entries(languages).map(([id, text]) => ({ id, text, lang: id, itemType: 'checkbox' as const, checked: id === now })),
    onItemClick: ({ detail }) => void setLanguage(detail.id as Language),
  };
}

function useThemeMenu(): Menu {
  const { t } = useTranslation();
  const now = useTheme();
  return {
    type: 'menu-dropdown',
    iconName: now === 'dark' ? 'view-full' : 'settings',
    text: t(`theme.${now}`),
    ariaLabel: `${t('frame.theme')}: ${t(`theme.${now}`)}`,
    items: themes.map((id) => ({ id, text: t(`theme.${id}`), itemType: 'checkbox' as const, checked: id === now })),
    onItemClick: ({ detail }) => setTheme(detail.id as Theme),
  };
}

function useUserMenu(): Menu {
  const { t } = useTranslation();
  const session = useSession().data;
  const signOut = useSignOut();
  const name = session?.account.name ?? '';
  return {
    type: 'menu-dropdown',
    iconName: 'user-profile',
    text: name,
    description: session?.key.name,
    ariaLabel: `${t('frame.account')}: ${name}`,
    items: [{ id: 'signout', text: t('frame.signOut') }],
    onItemClick: () => {
      dropFlashes();
      signOut.mutate();
    },
  };
}

/** Bar is the bar on top: whose account it is, language, colours, sign out. */
export function Bar() {
  const { t } = useTranslation();
  const utilities = [useLanguageMenu(), useThemeMenu(), useUserMenu()];
  return (
    <TopNavigation
      identity={{ href: `${base}/`, title: t('product'), logo: { src: `${base}/icon.svg`, alt: '' } }}
      utilities={utilities}
    />
  );
}
