import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { downloadTable } from '../../api/download';
import { heldUsersQuery, holdQuery, type HeldUser, type Hold } from '../../api/holds';
import { href } from '../../app/links';
import { useMay } from '../../app/session';
import { useList } from '../../common/numbers';
import { Loaded } from '../../common/states';
import { PagedTable } from '../../common/paged-table';
import { SaveTable } from '../../common/save-table';
import { Gauges } from '../../outcome/gauges';
import { useNames } from '../../outcome/names';
import { Decide, type Decision } from './decide';

/** HoldDetail is one hold: why it is there, what it keeps from whom, and its decision. */
export function HoldDetail({ id }: { id: string }) {
  const query = useQuery(holdQuery(id));
  return <Loaded query={query}>{(hold) => <Detail hold={hold} />}</Loaded>;
}

function Detail({ hold }: { hold: Hold }) {
  const { t } = useTranslation('holds');
  return (
    <SpaceBetween size="l">
      <Alert type={hold.state === 'open' ? 'warning' : 'info'} header={t(hold.waits ? 'why.all' : `why.${hold.kind}`)}>
        <SpaceBetween size="xs">
          {t(`meaning.${hold.kind}`)}
          {hold.gauges && hold.gauges.some((g) => g.held) && <Gauges gauges={hold.gauges.filter((g) => g.held)} />}
          {hold.plan && <Link href={href(`/preview?plan=${hold.plan}`)}>{t('toPlan')}</Link>}
          {hold.group && <Link href={href(`/groups/${hold.group}`)}>{t('toGroup')}</Link>}
        </SpaceBetween>
      </Alert>
      <HeldUsers hold={hold} />
    </SpaceBetween>
  );
}

function HeldUsers({ hold }: { hold: Hold }) {
  const { t } = useTranslation(['holds', 'common']);
  const query = useInfiniteQuery(heldUsersQuery(hold.id));
  const [chosen, setChosen] = useState<HeldUser[]>([]);
  const [deciding, setDeciding] = useState<Decision>();
  const kept = useKept();
  return (
    <SpaceBetween size="l">
      <PagedTable
        query={query}
        label={t('holds:users')}
        trackBy="userId"
        selectionType={hold.state === 'open' ? 'multi' : undefined}
        selectedItems={chosen}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
        ariaLabels={{ selectionGroupLabel: t('holds:choosePeople'), allItemsSelectionLabel: () => t('holds:chooseAll'), itemSelectionLabel: (_, u) => t('holds:choosePerson', { name: u.userName }) }}
        empty={t('holds:nobody')}
        header={
          <Header variant="h2" actions={<Actions hold={hold} chosen={chosen.length} decide={setDeciding} />}>
            {t('holds:users')}
          </Header>
        }
        columnDefinitions={[
          { id: 'user', header: t('holds:column.user'), isRowHeader: true, cell: (u) => <Link href={href(`/users/${u.userId}`)}><span className="user-text">{u.userName || u.userId}</span></Link> },
          { id: 'kept', header: t('holds:column.kept'), cell: (u) => kept(u) },
        ]}
      />
      {deciding && <Decide hold={hold} decision={deciding} users={chosen} close={() => setDeciding(undefined)} done={() => setChosen([])} />}
    </SpaceBetween>
  );
}

/** useKept says what a hold keeps from being taken from somebody. */
function useKept(): (user: HeldUser) => string {
  const { t } = useTranslation('holds');
  const names = useNames();
  const list = useList();
  return (u) => list([...(u.account ? [t('kept.account')] : []), ...u.products.map((p) => names.product(p)), ...(u.role ? [t('kept.role')] : [])]);
}

interface ActionsProps {
  hold: Hold;
  chosen: number;
  decide: (decision: Decision) => void;
}

function Actions({ hold, chosen, decide }: ActionsProps) {
  const { t } = useTranslation(['holds', 'common']);
  const may = useMay('write');
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const button = (decision: Decision, why?: string) => (
    <Button variant={decision === 'approve' ? 'primary' : 'normal'} disabled={!!(blocked ?? why)} disabledReason={blocked ?? why} onClick={() => decide(decision)}>
      {t(`holds:${decision}.action`)}
    </Button>
  );
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <SaveTable save={() => downloadTable(`/holds/${hold.id}/users`, `hold-${hold.id}.csv`)} />
      {hold.state === 'open' && button('reject')}
      {hold.state === 'open' && button('some', chosen === 0 ? t('holds:chooseFirst') : undefined)}
      {hold.state === 'open' && button('approve')}
    </SpaceBetween>
  );
}
