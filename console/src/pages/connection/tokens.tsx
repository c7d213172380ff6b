import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { connectionsKey, revokeToken, tokensQuery, type Token } from '../../api/connections';
import { showFlash } from '../../app/flash';
import { useMay } from '../../app/session';
import { Confirm } from '../../common/confirm';
import { saveCSV } from '../../common/csv';
import { SaveTable } from '../../common/save-table';
import { Empty, Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { End } from './lifetime';
import { MakeToken } from './make-token';

/** Tokens lists the SCIM tokens of a connection: when each was used last, and when it ends. */
export function Tokens({ id }: { id: string }) {
  return <Loaded query={useQuery(tokensQuery(id))}>{(tokens) => <List id={id} tokens={tokens} />}</Loaded>;
}

function List({ id, tokens }: { id: string; tokens: Token[] }) {
  const { t } = useTranslation('connections');
  const may = useMay('write');
  const [ending, setEnding] = useState<Token>();
  const columns: TableProps.ColumnDefinition<Token>[] = [
    { id: 'name', header: t('column.name'), isRowHeader: true, minWidth: 150, cell: (token) => <span className="user-text">{token.name}</span> },
    { id: 'created', header: t('column.created'), minWidth: 140, cell: (token) => <Time at={token.createdAt} /> },
    { id: 'used', header: t('column.used'), minWidth: 140, cell: (token) => (token.lastUsedAt ? <Time at={token.lastUsedAt} /> : t('never')) },
    { id: 'ends', header: t('column.ends'), minWidth: 170, cell: (token) => <End notice={token.notice} days={token.expiresInDays} /> },
    { id: 'action', header: t('column.action'), minWidth: 120, cell: (token) => <Button variant="inline-link" wrapText={false} ariaLabel={t('token.revokeOf', { name: token.name })} disabled={!may} disabledReason={may ? undefined : t('mayNot')} onClick={() => setEnding(token)}>{t('token.revoke')}</Button> },
  ];
  const save = () =>
    saveCSV([[t('column.name'), 'id', t('column.created'), t('column.used'), t('column.ends')], ...tokens.map((token) => [token.name, token.id, token.createdAt, token.lastUsedAt ?? '', token.expiresAt ?? ''])], `tokens-${id}.csv`);
  return (
    <>
      <Table
        items={tokens}
        trackBy="id"
        columnDefinitions={columns}
        wrapLines
        ariaLabels={{ tableLabel: t('token.title') }}
        empty={<Empty title={t('token.empty')} text={t('token.emptyText')} />}
        header={
          <Header
            variant="h2"
            description={t('token.description')}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <SaveTable empty={tokens.length === 0} save={save} />
                <MakeToken id={id} tokens={tokens} />
              </SpaceBetween>
            }
          >
            {t('token.title')}
          </Header>
        }
      />
      {ending && <RevokeDialog id={id} token={ending} close={() => setEnding(undefined)} />}
    </>
  );
}

function RevokeDialog({ id, token, close }: { id: string; token: Token; close: () => void }) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => revokeToken(id, token.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: connectionsKey });
      showFlash({ type: 'success', content: t('token.revoked', { name: token.name }), life: 10_000 });
      close();
    },
  });
  return (
    <Confirm title={t('token.revokeOf', { name: token.name })} action={t('token.revoke')} typed={token.name} pending={revoke.isPending} error={revoke.error} confirm={() => revoke.mutate()} cancel={close}>
      {t('token.revokeText')}
    </Confirm>
  );
}
