import TopNavigation, { type TopNavigationProps } from '@cloudscape-design/components/top-navigation';
import { useTranslation } from 'react-i18next';
import { docsURL } from '../api/version';
import { setLanguage } from '../i18n';
import { languages, type Language } from '../i18n/languages';
import { dropFlashes } from './flash';
import { pressFolded } from './folded';
import { useLater } from './later';
import { base } from './links';
import { forgetRecent } from '../search/recent';
import { useSession, useSignOut } from './session';
import { apple, useSearchKey } from './shortcuts';
import { setTheme, useTheme, type Theme } from './theme';

type Utility = TopNavigationProps.Utility;
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
      forgetRecent();
      signOut.mutate();
    },
  };
}

function useSearchButton(open: () => void): Utility {
  const { t } = useTranslation();
  const keys = apple() ? '⌘K' : `${t('frame.control')}+K`;
  const text = t('frame.searchKeys', { keys });
  return { type: 'button', iconName: 'search', text, ariaLabel: text, title: text, disableUtilityCollapse: true, onClick: open };
}

function useHelpMenu(open: () => void): Menu {
  const { t } = useTranslation();
  return {
    type: 'menu-dropdown',
    iconName: 'status-info',
    text: t('frame.help'),
    ariaLabel: t('frame.help'),
    items: [
      { id: 'keys', text: t('frame.shortcuts') },
      { id: 'api', text: t('frame.apiDocs'), href: docsURL(), external: true },
    ],
    onItemClick: ({ detail }) => detail.id === 'keys' && open(),
  };
}

/** Bar is the bar on top: search, help, language, colours, whose account it is, sign out. */
export function Bar() {
  const { t } = useTranslation();
  const search = useLater(() => import('../search/dialog'), 'search', 'rule');
  const help = useLater(() => import('../help/dialog'), 'help');
  useSearchKey(search.open);
  const utilities = [useSearchButton(search.open), useLanguageMenu(), useThemeMenu(), useHelpMenu(help.open), useUserMenu()];
  return (
    <>
      <div onKeyDown={pressFolded}>
        <TopNavigation
          identity={{ href: `${base}/`, title: t('product'), logo: { src: `${base}/icon.svg`, alt: '' } }}
          utilities={utilities}
        />
      </div>
      {search.dialog}
      {help.dialog}
    </>
  );
}
