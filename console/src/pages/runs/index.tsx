import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { runsQuery, startRun } from '../../api/runs';
import { syncQuery } from '../../api/sync';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { items, More } from '../../common/more';
import { useWordsOf } from '../../common/problem-text';
import { ErrorState } from '../../common/states';
import { RunsChart } from './chart';
import { RunsTable } from './table';

/** Runs is what syncing has done, newest first. */
export default function Runs() {
  const { t } = useTranslation('runs');
  const query = useInfiniteQuery(runsQuery());
  const runs = items(query.data);
  return (
    <Page title={t('title')} description={t('description')} actions={<SyncNow />}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SpaceBetween size="l">
          {runs.length > 1 && <RunsChart runs={runs} />}
          <RunsTable runs={runs} loading={query.isPending} />
          <More query={query} />
        </SpaceBetween>
      )}
    </Page>
  );
}

/** SyncNow syncs everybody; while syncing is off it says so. */
function SyncNow() {
  const { t } = useTranslation(['runs', 'common']);
  const may = useMay('write');
  const go = useGo();
  const words = useWordsOf();
  const sync = useQuery(syncQuery()).data;
  const start = useMutation({
    mutationFn: startRun,
    onSuccess: (run) => go(`/runs/${run.id}`),
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
  const blocked = !may ? t('common:state.forbidden.text', { scope: 'write' }) : sync && !sync.enabled ? t('runs:off') : undefined;
  return (
    <Button variant="primary" loading={start.isPending} disabled={!!blocked} disabledReason={blocked} onClick={() => start.mutate()}>
      {t('runs:now')}
    </Button>
  );
}
