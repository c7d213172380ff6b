import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from '../../api/users';
import { href } from '../../app/links';
import { saveCSV } from '../../common/csv';
import { useList, useNumber } from '../../common/numbers';
import { Empty, NoMatch } from '../../common/states';
import { SaveTable } from '../../common/save-table';
import { useNames } from '../../outcome/names';
import { UserState } from '../../outcome/state';
import { useCode } from '../../outcome/words';

interface UsersTableProps {
  users: User[];
  loading: boolean;
  /** Clears the filter, where there is one. */
  clear: (() => void) | undefined;
  filter: ReactNode;
  /** Whether more than these fit. */
  more: boolean;
  /** Reads all of them. */
  whole: () => Promise<User[]>;
}

/** UsersTable lists people with what they have. */
export function UsersTable({ users, loading, clear, filter, more, whole }: UsersTableProps) {
  const { t } = useTranslation(['users', 'common']);
  const number = useNumber();
  const names = useNames();
  const columns = useColumns();
  const csv = async () => saveCSV([['userName', 'displayName', 'state', 'products', 'role', 'userGroup'], ...(await whole()).map((u) => [u.userName, u.displayName, u.state, u.products.map((p) => p.key).join(' '), u.role.kind ?? 'member', names.value('userGroup', u.userGroup.id)])], 'users.csv');
  return (
    <Table
      columnDefinitions={columns}
      items={users}
      trackBy="id"
      loading={loading}
      loadingText={t('common:state.loading')}
      stickyColumns={{ first: 0 }}
      filter={filter}
      ariaLabels={{ tableLabel: t('users:title') }}
      empty={clear ? <NoMatch clear={clear} /> : <Empty title={t('users:empty.title')} text={t('users:empty.text')} action={<Button href={href('/rules')}>{t('users:empty.action')}</Button>} />}
      header={
        <Header
          counter={loading ? undefined : `(${number(users.length)}${more ? '+' : ''})`}
          actions={<SaveTable save={csv} empty={users.length === 0} />}
        >
          {t('users:title')}
        </Header>
      }
    />
  );
}

function useColumns(): TableProps.ColumnDefinition<User>[] {
  const { t } = useTranslation(['users', 'outcome']);
  const names = useNames();
  return [
    { id: 'name', header: t('users:column.name'), isRowHeader: true, minWidth: 200, cell: (u) => <Person user={u} /> },
    { id: 'state', header: t('users:column.state'), minWidth: 120, cell: (u) => <UserState state={u.state} /> },
    { id: 'products', header: t('users:column.products'), minWidth: 180, cell: (u) => <Products user={u} /> },
    { id: 'role', header: t('outcome:slot.role'), minWidth: 140, cell: (u) => names.value('role', u.role.kind) },
    { id: 'userGroup', header: t('outcome:slot.userGroup'), minWidth: 140, cell: (u) => <span className="user-text">{names.value('userGroup', u.userGroup.id)}</span> },
    { id: 'attention', header: t('users:column.attention'), minWidth: 180, cell: (u) => <Attention user={u} /> },
  ];
}

function Person({ user }: { user: User }) {
  const { t } = useTranslation('users');
  return (
    <div className="user-text">
      <Link href={href(`/users/${user.id}`)}>{user.displayName || user.userName || t('erased')}</Link>
      {user.displayName && (
        <Box variant="small" display="block">
          {user.userName}
        </Box>
      )}
    </div>
  );
}

function Products({ user }: { user: User }) {
  const { t } = useTranslation('outcome');
  const names = useNames();
  const list = useList();
  const having = user.products.filter((p) => p.state === 'granted').map((p) => names.product(p.key, p.plan));
  const waiting = user.products.filter((p) => p.state !== 'granted');
  if (user.products.length === 0) return <>{t('none.other')}</>;
  return (
    <SpaceBetween size="xxs">
      {having.length > 0 && <span className="user-text">{list(having)}</span>}
      {waiting.map((p) => (
        <StatusIndicator key={p.key} type="pending">
          {p.position ? t('waitingAt', { product: names.product(p.key, p.plan), position: p.position }) : t('waitingFor', { product: names.product(p.key, p.plan) })}
        </StatusIndicator>
      ))}
    </SpaceBetween>
  );
}

/** Attention says what somebody should look at; mostly there is nothing. */
function Attention({ user }: { user: User }) {
  const { t } = useTranslation('users');
  const code = useCode();
  const codes = [...new Set(user.problems.map((p) => p.code))];
  if (codes.length === 0 && user.held.length === 0 && !user.pending) return <>-</>;
  return (
    <SpaceBetween size="xxs">
      {codes.map((c) => (
        <StatusIndicator key={c} type="warning">
          {code('problem', c)}
        </StatusIndicator>
      ))}
      {user.held.length > 0 && <StatusIndicator type="stopped">{t('held')}</StatusIndicator>}
      {user.pending && <StatusIndicator type="in-progress">{t('pending')}</StatusIndicator>}
    </SpaceBetween>
  );
}
