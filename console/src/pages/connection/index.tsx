import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { connectionQuery, kindOf, type Connection } from '../../api/connections';
import type { Versioned } from '../../api/client';
import { useParam } from '../../app/links';
import { Page } from '../../app/page';
import { Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { useURLState } from '../../common/url-state';
import { Health } from '../connections/health';
import { Actions } from './actions';
import { Clients } from './clients';
import { Guide } from './guide';
import { Requests } from './requests';
import { Settings } from './settings';
import { Tokens } from './tokens';

const view = z.object({ tab: z.enum(['guide', 'requests', 'tokens', 'settings']).catch('guide').default('guide') });

/** ConnectionPage is one identity provider: how it is set up, what it asks, its tokens, and how it is served. */
export default function ConnectionPage() {
  const { t } = useTranslation('connections');
  const id = useParam('id') ?? '';
  const query = useQuery(connectionQuery(id));
  return (
    <Page
      title={query.data?.name ?? t('one')}
      above={[{ text: t('title'), path: '/connections' }]}
      actions={query.data && <Actions connection={query.data} />}
    >
      <Loaded query={query}>{(connection) => <Parts connection={connection} />}</Loaded>
    </Page>
  );
}

function About({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  return (
    <SpaceBetween size="xxs">
      <span>{t(`kind.${kindOf(connection)}`)}</span>
      <Health connection={connection} />
      {connection.lastActivityAt && <span>{t('column.last')}: <Time at={connection.lastActivityAt} /></span>}
    </SpaceBetween>
  );
}

function Parts({ connection }: { connection: Versioned<Connection> }) {
  const { t } = useTranslation('connections');
  const [{ tab }, set] = useURLState(view);
  return (
    <SpaceBetween size="l">
      <About connection={connection} />
      {connection.state === 'paused' && <Alert type="warning">{t('pausedText')}</Alert>}
      <Tabs
        ariaLabel={connection.name}
        activeTabId={tab}
        onChange={({ detail }) => set({ tab: detail.activeTabId as typeof tab })}
        tabs={[
          { id: 'guide', label: t('tab.guide'), content: <Guide connection={connection} /> },
          { id: 'requests', label: t('tab.requests'), content: <Requests id={connection.id} /> },
          { id: 'tokens', label: t('tab.tokens'), content: <SpaceBetween size="l"><Tokens id={connection.id} /><Clients id={connection.id} /></SpaceBetween> },
          { id: 'settings', label: t('tab.settings'), content: <Settings connection={connection} /> },
        ]}
      />
    </SpaceBetween>
  );
}
