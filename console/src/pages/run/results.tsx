import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadTable } from '../../api/download';
import { resultsQuery, type Run, type Verdict } from '../../api/runs';
import { href } from '../../app/links';
import { useList } from '../../common/numbers';
import { NoMatch } from '../../common/states';
import { PagedTable } from '../../common/paged-table';
import { SaveTable } from '../../common/save-table';
import { useCode } from '../../outcome/words';

const verdicts: Verdict[] = ['changed', 'failed', 'waiting', 'withheld', 'skipped', 'unchanged'];

interface ResultsProps {
  run: Run;
  verdict: Verdict | undefined;
  choose: (verdict: Verdict | undefined) => void;
}

/** Results is what a run found of each person. */
export function Results({ run, verdict, choose }: ResultsProps) {
  const { t } = useTranslation(['runs', 'common']);
  const code = useCode();
  const list = useList();
  const query = useInfiniteQuery(resultsQuery(run.id, verdict));
  const all = { value: '', label: t('runs:results.all') };
  const options = [all, ...verdicts.map((v) => ({ value: v as string, label: t(`runs:verdict.${v}`) }))];
  return (
    <PagedTable
      query={query}
      label={t('runs:results.title')}
      trackBy="userId"
      empty={<NoMatch clear={() => choose(undefined)} />}
      filter={<Select ariaLabel={t('runs:results.filter')} options={options} selectedOption={options.find((o) => o.value === (verdict ?? '')) ?? all} onChange={({ detail }) => choose((detail.selectedOption.value || undefined) as Verdict | undefined)} />}
      header={
        <Header variant="h2" actions={<SaveTable save={() => downloadTable(`/sync/runs/${run.id}/results${verdict ? `?verdict=${verdict}` : ''}`, `run-${run.id}.csv`)} />}>
          {t('runs:results.title')}
        </Header>
      }
      columnDefinitions={[
        { id: 'user', header: t('runs:column.user'), isRowHeader: true, minWidth: 180, cell: (r) => <Link href={href(`/users/${r.userId}`)}><span className="user-text">{r.userName || r.userId}</span></Link> },
        { id: 'verdict', header: t('runs:column.verdict'), minWidth: 110, cell: (r) => list([...r.verdicts.map((v) => t(`runs:verdict.${v}`)), ...(r.drift ? [t('runs:count.drift')] : [])]) },
        { id: 'failures', header: t('runs:column.failures'), minWidth: 140, cell: (r) => r.failures?.map((f) => <div key={f}>{code('problem', f)}</div>) ?? '-' },
      ]}
    />
  );
}
