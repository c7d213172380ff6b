import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import { useRouterState } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';
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
  useTitleAfterDrawer(narrow, t('frame.openNavigation'));
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
 * useTitleAfterDrawer hands the focus to the heading of a page that somebody went to from the drawer of narrow screens: when the drawer closes, which may be before or
 * after the page is there, the layout gives the focus to the button that opens it. Once a key or a finger is used, the focus is where that person puts it.
 */
function useTitleAfterDrawer(narrow: boolean, opener: string): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  useEffect(() => {
    if (!narrow) return;
    const ours = new AbortController();
    const { signal } = ours;
    const given = ({ target }: FocusEvent) => {
      if (target instanceof HTMLButtonElement && target.getAttribute('aria-label') === opener) requestAnimationFrame(focusTitle);
    };
    const over = () => ours.abort();
    document.addEventListener('focusin', given, { signal });
    document.addEventListener('keydown', over, { signal, capture: true });
    document.addEventListener('pointerdown', over, { signal, capture: true });
    return over;
  }, [path, narrow, opener]);
}
