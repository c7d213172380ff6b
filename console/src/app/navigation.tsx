import SideNavigation from '@cloudscape-design/components/side-navigation';
import { useQuery } from '@tanstack/react-query';
import { useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { hasMailboxQuery } from '../api/mailbox';
import { href } from './links';
import { navigation } from './pages';

/** active is the line of the navigation that a path belongs to: the longest that it begins with. */
export function active(path: string): string {
  const lines = navigation.flatMap((section) => section.items.map((item) => item.path));
  const fits = lines.filter((line) => path === line || (line !== '/' && path.startsWith(`${line}/`)));
  return fits.sort((a, b) => b.length - a.length)[0] ?? '';
}

/** Navigation is the pages, by what one does there. */
export function Navigation() {
  const { t } = useTranslation();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const line = active(path);
  const single = useQuery(hasMailboxQuery()).data ?? false;
  return (
    <SideNavigation
      header={{ href: href('/'), text: t('product') }}
      activeHref={line ? href(line) : ''}
      items={navigation.map((section) => ({
        type: 'section-group',
        title: t(`navigation.${section.label}`),
        items: section.items.filter((item) => !item.where || single).map((item) => ({ type: 'link', text: t(`navigation.${item.label}`), href: href(item.path) })),
      }))}
    />
  );
}
