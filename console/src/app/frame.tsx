import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import { useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { Notifications } from './notifications';
import { Breadcrumbs } from './breadcrumbs';
import { Bar } from './bar';
import { Navigation } from './navigation';
import { useNarrow } from './narrow';

/** Frame is what is around every page: bar, navigation, breadcrumbs, and the place of messages. */
export function Frame({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const narrow = useNarrow();
  const [open, setOpen] = useState(!narrow);
  return (
    <>
      {createPortal(<Bar />, document.getElementById('bar')!)}
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
