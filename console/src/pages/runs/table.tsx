import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useTranslation } from 'react-i18next';
import { runsQuery, type Run } from '../../api/runs';
import { href } from '../../app/links';
import { saveCSV } from '../../common/csv';
import { useNumber } from '../../common/numbers';
import { Empty } from '../../common/states';
import { Time } from '../../common/time';
import { useWhole } from '../../common/more';
import { SaveTable } from '../../common/save-table';
import { RunState } from './state';

/** RunsTable lists runs, each a link to what it found. */
export function RunsTable({ runs, loading }: { runs: Run[]; loading: boolean }) {
  const { t } = useTranslation(['runs', 'common']);
  const columns = useColumns();
  const whole = useWhole();
  const csv = async () => saveCSV([['id', 'kind', 'state', 'startedAt', 'finishedAt', 'planned', 'changed', 'failed', 'waiting'], ...(await whole(runsQuery())).map((r) => [r.id, r.kind, r.state, r.startedAt, r.finishedAt ?? '', r.planned, r.changed, r.failed, r.waiting])], 'runs.csv');
  return (
    <Table
      items={runs}
      trackBy="id"
      loading={loading}
      loadingText={t('common:state.loading')}
      columnDefinitions={columns}
      wrapLines
      ariaLabels={{ tableLabel: t('runs:title') }}
      empty={<Empty title={t('runs:empty.title')} text={t('runs:empty.text')} />}
      header={
        <Header actions={<SaveTable save={csv} empty={runs.length === 0} />}>{t('runs:title')}</Header>
      }
    />
  );
}

function useColumns(): TableProps.ColumnDefinition<Run>[] {
  const { t } = useTranslation('runs');
  const number = useNumber();
  const count = (name: 'planned' | 'changed' | 'failed' | 'waiting'): TableProps.ColumnDefinition<Run> => ({ id: name, header: t(`count.${name}`), minWidth: 100, cell: (r) => <span className="numbers">{number(r[name])}</span> });
  return [
    {
      id: 'started',
      header: t('column.started'),
      isRowHeader: true,
      minWidth: 160,
      cell: (r) => (
        <Link href={href(`/runs/${r.id}`)}>
          <Time at={r.startedAt} />
        </Link>
      ),
    },
    { id: 'kind', header: t('column.kind'), minWidth: 140, cell: (r) => t(`kind.${r.kind}`) },
    { id: 'state', header: t('column.state'), minWidth: 160, cell: (r) => <RunState run={r} /> },
    count('planned'),
    count('changed'),
    count('failed'),
    count('waiting'),
  ];
}
