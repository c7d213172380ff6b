import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { connectionsQuery, kindOf, type Connection } from '../../api/connections';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { saveCSV } from '../../common/csv';
import { useNumber } from '../../common/numbers';
import { Empty, Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { Health } from './health';

/** Connections is the identity providers of the account, and how each is. */
export default function Connections() {
  const { t } = useTranslation('connections');
  const query = useQuery(connectionsQuery());
  return (
    <Page title={t('title')} description={t('description')} actions={<Connect primary />}>
      <Loaded query={query}>{(connections) => <List connections={connections} />}</Loaded>
    </Page>
  );
}

function Connect({ primary }: { primary?: boolean }) {
  const { t } = useTranslation('connections');
  const may = useMay('write');
  return (
    <Button variant={primary ? 'primary' : 'normal'} href={may ? href('/connections/new') : undefined} disabled={!may} disabledReason={may ? undefined : t('mayNot')}>
      {t('connect')}
    </Button>
  );
}

function List({ connections }: { connections: Connection[] }) {
  const { t } = useTranslation(['connections', 'common']);
  const number = useNumber();
  const columns: TableProps.ColumnDefinition<Connection>[] = [
    { id: 'name', header: t('connections:column.name'), isRowHeader: true, minWidth: 180, cell: (c) => <Link href={href(`/connections/${c.id}`)}><span className="user-text">{c.name}</span></Link> },
    { id: 'kind', header: t('connections:column.kind'), minWidth: 150, cell: (c) => t(`connections:kind.${kindOf(c)}`) },
    { id: 'health', header: t('connections:column.health'), minWidth: 260, cell: (c) => <Health connection={c} /> },
    { id: 'last', header: t('connections:column.last'), minWidth: 140, cell: (c) => (c.lastActivityAt ? <Time at={c.lastActivityAt} /> : t('connections:never')) },
  ];
  const csv = () => saveCSV([['id', 'name', 'kind', 'state', 'firstRequestAt', 'lastActivityAt'], ...connections.map((c) => [c.id, c.name, c.kind, c.state, c.firstRequestAt ?? '', c.lastActivityAt ?? ''])], 'connections.csv');
  return (
    <Table
      items={connections}
      trackBy="id"
      columnDefinitions={columns}
      wrapLines
      ariaLabels={{ tableLabel: t('connections:title') }}
      empty={<Empty title={t('connections:empty.title')} text={t('connections:empty.text')} action={<Connect />} />}
      header={
        <Header counter={`(${number(connections.length)})`} actions={<Button iconName="download" disabled={connections.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}>
          {t('connections:title')}
        </Header>
      }
    />
  );
}
