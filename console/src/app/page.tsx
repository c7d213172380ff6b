import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setCrumbs, type Crumb } from './breadcrumbs';

interface PageProps {
  title: string;
  description?: ReactNode;
  /** Buttons beside the title. */
  actions?: ReactNode;
  counter?: string;
  /** Pages above this one, without the start and without itself. */
  above?: Crumb[];
  /** What is known of long work, before the title of the tab: "62 %". */
  progress?: string;
  children: ReactNode;
}

/** Where the console was opened, until somebody has gone elsewhere. */
let opened: string | undefined = location.pathname;

/** opensAt says where whoever has just signed in comes to: that is their first page, too. */
export function opensAt(path: string): void {
  opened = `/console${path.replace(/[?#].*/, '')}`;
}

/** takeTitle hands the focus to the heading of the page. */
export function takeTitle(): void {
  const title = document.querySelector<HTMLElement>('h1');
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}

/** focusTitle does so for a page that somebody went to; the first page begins at its top, where the skip link is. */
export function focusTitle(): void {
  if (location.pathname === opened) return;
  opened = undefined;
  takeTitle();
}

/** Page is a page within the frame: heading, breadcrumbs, title of the tab, and focus on the heading when it opens. */
export function Page({ title, description, actions, counter, above = [], progress, children }: PageProps) {
  const { t } = useTranslation();
  const way = JSON.stringify([...above, { text: title, path: location.pathname.replace(/^\/console/, '') }]);
  useEffect(() => setCrumbs(JSON.parse(way) as Crumb[]), [way]);
  useEffect(() => {
    document.title = `${progress ? `${progress} - ` : ''}${title} - ${t('product')}`;
  }, [title, progress, t]);
  useEffect(focusTitle, []);
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description} actions={actions} counter={counter}>
          {title}
        </Header>
      }
    >
      {children}
    </ContentLayout>
  );
}
