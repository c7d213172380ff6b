import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Notifications } from './notifications';
import { Breadcrumbs } from './breadcrumbs';
import { Bar } from './bar';
import { Navigation } from './navigation';
import { SkipLink } from './skip-link';
import { useNarrow } from './narrow';
import { focusTitle } from './page';

/** Frame is what is around every page: bar, navigation, breadcrumbs, and the place of messages. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [open, setOpen] = useState(!narrow);
  useTitleAfterDrawer(narrow && open);
  return (
    <>
      {createPortal(
        <div>
          <SkipLink />
          <Bar />
        </div>,
        document.getElementById('bar')!,
      )}
      <AppLayoutToolbar
        headerSelector="#bar"
        navigation={<Navigation />}
        navigationOpen={open}
        onNavigationChange={({ detail }) => setOpen(detail.open)}
        breadcrumbs={<Breadcrumbs />}
        notifications={<Notifications />}
        content={children}
        toolsHide
        ariaLabels={{
          navigation: t('frame.navigation'),
          navigationToggle: t('frame.openNavigation'),
          navigationClose: t('frame.closeNavigation'),
          notifications: t('frame.notifications'),
        }}
      />
    </>
  );
}

/**
 * useTitleAfterDrawer hands the focus to the heading of a page that somebody went to from the drawer of narrow screens: while the drawer is open the page behind it
 * cannot have the focus, and when it closes the layout gives the focus to the button that opens it.
 */
function useTitleAfterDrawer(covered: boolean): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const from = useRef<string>(undefined);
  useEffect(() => {
    if (covered) from.current ??= path;
    else if (from.current !== undefined) {
      const elsewhere = from.current !== path;
      from.current = undefined;
      if (elsewhere) requestAnimationFrame(focusTitle);
    }
  }, [covered, path]);
}
