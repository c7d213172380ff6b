import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { userQuery, type User } from '../../api/users';
import { useParam } from '../../app/links';
import { Page } from '../../app/page';
import { Loaded } from '../../common/states';
import { useURLState } from '../../common/url-state';
import { UserActions } from './actions';
import { ByHand } from './by-hand';
import { Notices } from './notices';
import { Summary } from './summary';
import { Timeline } from './timeline';
import { WhatIf } from './what-if';
import { Why } from './why';

const view = z.object({ tab: z.enum(['why', 'what-if', 'by-hand', 'timeline']).catch('why').default('why'), at: z.string().optional().catch(undefined) });

/** UserPage answers why somebody has what they have. */
export default function UserPage() {
  const { t } = useTranslation('user');
  const id = useParam('id') ?? '';
  const query = useQuery(userQuery(id));
  const user = query.data;
  const title = user ? user.displayName || user.userName || t('erasedPerson') : t('title');
  return (
    <Page title={title} description={user?.displayName ? user.userName : undefined} above={[{ text: t('users'), path: '/users' }]} actions={user && user.state !== 'erased' && <UserActions user={user} />}>
      <Loaded query={query}>{(u) => (u.state === 'erased' ? <Notices user={u} /> : <Person user={u} />)}</Loaded>
    </Page>
  );
}

function Person({ user }: { user: User }) {
  const { t } = useTranslation('user');
  const [state, setState] = useURLState(view);
  return (
    <SpaceBetween size="l">
      <Notices user={user} />
      <Summary user={user} />
      <Tabs
        ariaLabel={t('tabs')}
        activeTabId={state.tab}
        onChange={({ detail }) => setState({ tab: detail.activeTabId as (typeof state)['tab'] })}
        tabs={[
          { id: 'why', label: t('why.title'), content: <Why user={user} at={state.at} setAt={(at) => setState({ at })} /> },
          { id: 'what-if', label: t('whatIf.title'), content: <WhatIf user={user} /> },
          { id: 'by-hand', label: t('byHand.title'), content: <ByHand user={user} /> },
          { id: 'timeline', label: t('timeline.title'), content: <Timeline id={user.id} /> },
        ]}
      />
    </SpaceBetween>
  );
}
