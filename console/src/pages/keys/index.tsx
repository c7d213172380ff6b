import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keysQuery, type Key } from '../../api/keys';
import { Page } from '../../app/page';
import { useMay, useSession } from '../../app/session';
import { saveCSV } from '../../common/csv';
import { useList, useNumber } from '../../common/numbers';
import { Empty, Loaded } from '../../common/states';
import { Time, useNow } from '../../common/time';
import { MakeKey } from './make';
import { RevokeKey } from './revoke';

/** Milliseconds before its end in which a key is marked. */
const soon = 30 * 24 * 60 * 60_000;

/** Keys is the admin keys of the account: what each may do, and when it ends. */
export default function Keys() {
  const { t } = useTranslation('keys');
  const query = useQuery(keysQuery());
  const may = useMay('owner');
  const [making, setMaking] = useState(false);
  return (
    <Page title={t('title')} description={t('description')} actions={<Button variant="primary" disabled={!may} disabledReason={may ? undefined : t('mayNot')} onClick={() => setMaking(true)}>{t('make')}</Button>}>
      <Loaded query={query}>{(keys) => <List keys={keys} may={may} />}</Loaded>
      {making && <MakeKey close={() => setMaking(false)} />}
    </Page>
  );
}

function List({ keys, may }: { keys: Key[]; may: boolean }) {
  const { t } = useTranslation(['keys', 'common']);
  const number = useNumber();
  const [ending, setEnding] = useState<Key>();
  const csv = () => saveCSV([['id', 'name', 'scopes', 'createdAt', 'expiresAt'], ...keys.map((k) => [k.id, k.name, k.scopes.join(' '), k.createdAt, k.expiresAt ?? ''])], 'admin-keys.csv');
  return (
    <>
      <Table
        items={keys}
        trackBy="id"
        columnDefinitions={useColumns(may, setEnding)}
        wrapLines
        ariaLabels={{ tableLabel: t('keys:title') }}
        empty={<Empty title={t('keys:empty.title')} text={t('keys:empty.text')} />}
        header={<Header counter={`(${number(keys.length)})`} actions={<Button iconName="download" disabled={keys.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}>{t('keys:title')}</Header>}
      />
      {ending && <RevokeKey item={ending} close={() => setEnding(undefined)} />}
    </>
  );
}

function useColumns(may: boolean, end: (key: Key) => void): TableProps.ColumnDefinition<Key>[] {
  const { t } = useTranslation('keys');
  const list = useList();
  const own = useSession().data?.key.id;
  return [
    { id: 'name', header: t('column.name'), isRowHeader: true, minWidth: 180, cell: (k) => <><span className="user-text">{k.name}</span>{k.id === own && <> <Badge color="blue">{t('own')}</Badge></>}</> },
    { id: 'scopes', header: t('column.scopes'), minWidth: 220, cell: (k) => list(k.scopes.map((s) => (s === 'read' || s === 'write' || s === 'owner' ? t(`scope.${s}`) : s))) },
    { id: 'created', header: t('column.created'), minWidth: 140, cell: (k) => <Time at={k.createdAt} /> },
    { id: 'ends', header: t('column.ends'), minWidth: 160, cell: (k) => <End at={k.expiresAt} /> },
    { id: 'action', header: t('column.action'), minWidth: 120, cell: (k) => <Button variant="inline-link" wrapText={false} ariaLabel={t('revokeOf', { name: k.name })} disabled={!may} disabledReason={may ? undefined : t('mayNot')} onClick={() => end(k)}>{t('revoke')}</Button> },
  ];
}

function End({ at }: { at: string | null }) {
  const { t } = useTranslation('keys');
  const now = useNow();
  if (!at) return <>{t('endless')}</>;
  const left = Date.parse(at) - now;
  if (left > soon) return <Time at={at} absolute />;
  return <StatusIndicator type={left < 0 ? 'error' : 'warning'}><Time at={at} absolute /></StatusIndicator>;
}
