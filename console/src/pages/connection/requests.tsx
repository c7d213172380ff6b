import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TableProps } from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { requestsQuery, type Exchange, type StatusClass } from '../../api/connections';
import { saveCSV } from '../../common/csv';
import { items, useWhole } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty, NoMatch } from '../../common/states';
import { Time } from '../../common/time';
import { useURLState } from '../../common/url-state';
import { ListHeader, PagedTable } from '../../common/paged-table';
import { Search } from '../../common/search';
import { RequestDialog } from './request';

const classes = ['2xx', '3xx', '4xx', '5xx'] as const;
const view = z.object({
  tab: z.string().catch('').default(''), // kept as it is: it belongs to the page around
  status: z.enum(['', ...classes]).catch('').default(''),
  path: z.string().catch('').default(''),
  request: z.string().catch('').default(''),
});

/** Requests lists what an identity provider asked lately and what it was answered; newer ones appear by themselves. */
export function Requests({ id }: { id: string }) {
  const { t } = useTranslation(['connections', 'common']);
  const [{ status, path, request }, set] = useURLState(view);
  const read = requestsQuery(id, { status: (status || undefined) as StatusClass | undefined, path: path || undefined });
  const query = useInfiniteQuery(read);
  const shown = items(query.data).find((r) => r.id === request);
  const columns = useColumns((r) => set({ request: r }));
  const whole = useWhole();
  const csv = async () => saveCSV([['id', 'at', 'method', 'path', 'query', 'status', 'durationMs', 'detail'], ...(await whole(read)).map((r) => [r.id, r.at, r.method, r.path, r.query ?? '', r.status, r.durationMs, r.detail ?? ''])], 'requests.csv');
  const filtered = status !== '' || path !== '';
  return (
    <SpaceBetween size="l">
      <PagedTable
        query={query}
        label={t('connections:request.title')}
        trackBy="id"
        columnDefinitions={columns}
        filter={<Filter status={status} path={path} set={set} />}
        empty={filtered ? <NoMatch clear={() => set({ status: '', path: '' })} /> : <Empty title={t('connections:request.empty')} text={t('connections:request.emptyText')} />}
        header={
          <ListHeader query={query} save={csv} variant="h2" description={t('connections:request.description')}>
            {t('connections:request.title')}
          </ListHeader>
        }
      />
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
  const options = [{ value: '', label: t('connections:request.every') }, ...classes.map((value) => ({ value, label: t(`connections:request.class.${value}`) }))];
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Search text={path} set={(next) => set({ path: next })} label={t('connections:request.search')} placeholder={t('connections:request.search')} />
      <Select ariaLabel={t('connections:request.status')} options={options} selectedOption={options.find((o) => o.value === status) ?? null} onChange={({ detail }) => set({ status: detail.selectedOption.value as View['status'] })} />
    </SpaceBetween>
  );
}
