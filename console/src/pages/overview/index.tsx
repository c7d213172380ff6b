import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { liveRulesQuery } from '../../api/live';
import { runsQuery } from '../../api/runs';
import { syncQuery } from '../../api/sync';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { Loading } from '../../common/loading';
import { items } from '../../common/more';
import { Loaded } from '../../common/states';
import { FirstSteps } from './first-steps';
import { SeatsLeft } from './seats';
import { SyncNumbers } from './numbers';

/** RunsChart comes after the page: charts are a tenth of what a first visit loads. */
const RunsChart = lazy(async () => ({ default: (await import('../runs/chart')).RunsChart }));

/** Overview answers in one look whether it works; to begin with, what to do first. */
export default function Overview() {
  const { t } = useTranslation('overview');
  const sync = useQuery(syncQuery());
  const rules = useQuery(liveRulesQuery());
  return (
    <Page title={t('title')} description={t('description')} actions={<Button href={href('/rules')}>{t('toRules')}</Button>}>
      <Loaded query={sync}>
        {(s) => (
          <Loaded query={rules}>
            {(live) => (
              <SpaceBetween size="l">
                {(live.items.length === 0 || !s.enabled || s.users === 0) && <FirstSteps sync={s} rules={live.items.length} />}
                {s.users > 0 && <SyncNumbers sync={s} />}
                <Last />
                <SeatsLeft />
              </SpaceBetween>
            )}
          </Loaded>
        )}
      </Loaded>
    </Page>
  );
}

/** Last draws the last runs, once there are some. */
function Last() {
  const runs = items(useInfiniteQuery(runsQuery()).data);
  return runs.length > 1 ? <Suspense fallback={<Loading />}><RunsChart runs={runs} /></Suspense> : null;
}
