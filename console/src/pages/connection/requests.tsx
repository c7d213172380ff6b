import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { requestsQuery, type Exchange, type StatusClass } from '../../api/connections';
import { saveCSV } from '../../common/csv';
import { items, More } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty, ErrorState, NoMatch } from '../../common/states';
import { Time } from '../../common/time';
import { useURLState } from '../../common/url-state';
import { RequestDialog } from './request';

const classes = ['2xx', '3xx', '4xx', '5xx'] as const;
const view = z.object({
  tab: z.string().catch('').default(''), // kept as it is: it belongs to the page around
  status: z.enum(['', ...classes]).catch('').default(''),
  path: z.string().catch('').default(''),
  request: z.string().catch('').default(''),
});

/** Milliseconds after the last key until the list is asked for. */
const pause = 300;

/** Requests lists what an identity provider asked lately and what it was answered; newer ones appear by themselves. */
export function Requests({ id }: { id: string }) {
  const { t } = useTranslation(['connections', 'common']);
  const number = useNumber();
  const [{ status, path, request }, set] = useURLState(view);
  const query = useInfiniteQuery(requestsQuery(id, { status: (status || undefined) as StatusClass | undefined, path: path || undefined }));
  const requests = items(query.data);
  const shown = requests.find((r) => r.id === request);
  const columns = useColumns((r) => set({ request: r }));
  const csv = () => saveCSV([['id', 'at', 'method', 'path', 'query', 'status', 'durationMs', 'detail'], ...requests.map((r) => [r.id, r.at, r.method, r.path, r.query ?? '', r.status, r.durationMs, r.detail ?? ''])], 'requests.csv');
  const filtered = status !== '' || path !== '';
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <SpaceBetween size="l">
      <Table
        items={requests}
        trackBy="id"
        loading={query.isPending}
        loadingText={t('common:state.loading')}
        columnDefinitions={columns}
        wrapLines
        ariaLabels={{ tableLabel: t('connections:request.title') }}
        filter={<Filter status={status} path={path} set={set} />}
        empty={filtered ? <NoMatch clear={() => set({ status: '', path: '' })} /> : <Empty title={t('connections:request.empty')} text={t('connections:request.emptyText')} />}
        header={
          <Header
            variant="h2"
            description={t('connections:request.description')}
            counter={query.isPending ? undefined : `(${number(requests.length)}${query.hasNextPage ? '+' : ''})`}
            actions={<Button iconName="download" disabled={requests.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}
          >
            {t('connections:request.title')}
          </Header>
        }
      />
      <More query={query} />
      {shown && <RequestDialog request={shown} close={() => set({ request: '' })} />}
    </SpaceBetween>
  );
}

function useColumns(show: (id: string) => void): TableProps.ColumnDefinition<Exchange>[] {
  const { t } = useTranslation('connections');
  const number = useNumber();
  return [
    { id: 'at', header: t('request.at'), minWidth: 140, cell: (r) => <Time at={r.at} /> },
    {
      id: 'what', header: t('request.what'), isRowHeader: true, minWidth: 260,
      cell: (r) => <Link href={`?tab=requests&request=${r.id}`} onFollow={(event) => { event.preventDefault(); show(r.id); }}><span className="user-text">{r.method} {r.path}{r.query ? `?${r.query}` : ''}</span></Link>,
    },
    { id: 'status', header: t('request.status'), minWidth: 110, cell: (r) => <StatusIndicator type={r.status < 400 ? 'success' : 'error'}>{r.status}</StatusIndicator> },
    { id: 'detail', header: t('request.detail'), minWidth: 220, cell: (r) => <span className="user-text">{r.detail || '-'}</span> },
    { id: 'took', header: t('request.took'), minWidth: 100, cell: (r) => <span className="numbers">{t('request.ms', { ms: number(Math.round(r.durationMs)) })}</span> },
  ];
}

type View = z.infer<typeof view>;

function Filter({ status, path, set }: Pick<View, 'status' | 'path'> & { set: (change: Partial<View>) => void }) {
  const { t } = useTranslation(['connections', 'common']);
  const [typed, setTyped] = useState(path);
  useEffect(() => setTyped(path), [path]);
  useEffect(() => {
    if (typed === path) return;
    const timer = setTimeout(() => set({ path: typed }), pause);
    return () => clearTimeout(timer);
  }, [typed, path, set]);
  const options = [{ value: '', label: t('connections:request.every') }, ...classes.map((value) => ({ value, label: t(`connections:request.class.${value}`) }))];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Input type="search" value={typed} ariaLabel={t('connections:request.search')} placeholder={t('connections:request.search')} onChange={({ detail }) => setTyped(detail.value)} />
      <Select ariaLabel={t('connections:request.status')} options={options} selectedOption={options.find((o) => o.value === status) ?? null} onChange={({ detail }) => set({ status: detail.selectedOption.value as View['status'] })} />
    </SpaceBetween>
  );
}
