import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clientsQuery, type Client } from '../../api/connections';
import { useMay } from '../../app/session';
import { saveCSV } from '../../common/csv';
import { SaveTable } from '../../common/save-table';
import { Empty, Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { End } from './lifetime';
import { DeleteClient, EndSecret, MakeClient, MakeSecret } from './client-dialogs';

type Open = { what: 'make' } | { what: 'secret' | 'delete'; client: Client } | { what: 'end'; client: Client; secret: string };

/** Clients lists the OAuth clients of a connection, for identity providers that take no fixed token, each secret with its end. */
export function Clients({ id }: { id: string }) {
  return <Loaded query={useQuery(clientsQuery(id))}>{(clients) => <List id={id} clients={clients} />}</Loaded>;
}

function List({ id, clients }: { id: string; clients: Client[] }) {
  const { t } = useTranslation('connections');
  const may = useMay('write');
  const reason = may ? undefined : t('mayNot');
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const columns: TableProps.ColumnDefinition<Client>[] = [
    { id: 'name', header: t('column.name'), isRowHeader: true, minWidth: 150, cell: (c) => <span className="user-text">{c.name}</span> },
    { id: 'id', header: t('client.id'), minWidth: 200, cell: (c) => <span className="user-text">{c.id}</span> },
    { id: 'secrets', header: t('client.secrets'), minWidth: 320, cell: (c) => <Secrets client={c} reason={reason} end={(secret) => setOpen({ what: 'end', client: c, secret })} /> },
    {
      id: 'action', header: t('column.action'), minWidth: 160,
      cell: (c) => (
        <SpaceBetween size="xxs">
          {c.keys.length === 0 && <Button variant="inline-link" wrapText={false} ariaLabel={t('client.secretOf', { name: c.name })} disabled={!may} disabledReason={reason} onClick={() => setOpen({ what: 'secret', client: c })}>{t('client.secret')}</Button>}
          <Button variant="inline-link" wrapText={false} ariaLabel={t('client.deleteOf', { name: c.name })} disabled={!may} disabledReason={reason} onClick={() => setOpen({ what: 'delete', client: c })}>{t('client.delete')}</Button>
        </SpaceBetween>
      ),
    },
  ];
  return (
    <>
      <Table
        items={clients}
        trackBy="id"
        columnDefinitions={columns}
        wrapLines
        ariaLabels={{ tableLabel: t('client.title') }}
        empty={<Empty title={t('client.empty')} text={t('client.emptyText')} />}
        header={
          <Header
            variant="h2"
            description={t('client.description')}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <SaveTable empty={clients.length === 0} save={() => saveCSV([[t('column.name'), t('client.id'), t('client.secrets'), t('column.created'), t('column.used'), t('column.ends')], ...clients.flatMap(rowsOf)], `clients-${id}.csv`)} />
                <Button disabled={!may} disabledReason={reason} onClick={() => setOpen({ what: 'make' })}>{t('client.make')}</Button>
              </SpaceBetween>
            }
          >
            {t('client.title')}
          </Header>
        }
      />
      {open?.what === 'make' && <MakeClient id={id} close={close} />}
      {open?.what === 'secret' && <MakeSecret id={id} client={open.client} close={close} />}
      {open?.what === 'delete' && <DeleteClient id={id} client={open.client} close={close} />}
      {open?.what === 'end' && <EndSecret id={id} client={open.client} secret={open.secret} close={close} />}
    </>
  );
}

/** rowsOf is a client as a table file has it: a row for each secret, or one for a client that has keys. */
const rowsOf = ({ name, id, secrets }: Client) =>
  secrets.length === 0 ? [[name, id, '', '', '', '']] : secrets.map((secret) => [name, id, secret.id, secret.createdAt, secret.lastUsedAt ?? '', secret.expiresAt ?? '']);

function Secrets({ client, reason, end }: { client: Client; reason?: string; end: (secret: string) => void }) {
  const { t } = useTranslation('connections');
  if (client.keys.length > 0) return <>{t('client.keys', { count: client.keys.length })}</>;
  return (
    <ul className="plain">
      {client.secrets.map((secret) => (
        <li key={secret.id}>
          <End notice={secret.notice} days={secret.expiresInDays} /> {t('column.used')}: {secret.lastUsedAt ? <Time at={secret.lastUsedAt} /> : t('never')}{' '}
          <Button variant="inline-link" wrapText={false} ariaLabel={t('client.endOf', { name: client.name })} disabled={!!reason} disabledReason={reason} onClick={() => end(secret.id)}>{t('client.end')}</Button>
        </li>
      ))}
    </ul>
  );
}
