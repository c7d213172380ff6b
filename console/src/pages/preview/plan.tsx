import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { cancelPlan, isPlanOver, planKey, readPlan, startPlan, type Plan } from '../../api/plans';
import { draftQuery } from '../../api/rules';
import { useFollow } from '../../common/follow';
import { useNumber } from '../../common/numbers';
import { ErrorState, Loaded } from '../../common/states';
import { ApplyBar } from './apply';
import { ChangesTable } from './changes';
import { Guard } from './guard';
import type { View } from './index';
import { Seats } from './seats';
import { Totals } from './totals';

interface PlanDetailProps {
  id: string;
  view: View;
  set: (change: Partial<View>) => void;
}

/** PlanDetail is one plan: its progress, then what it would do. */
export function PlanDetail({ id, view, set }: PlanDetailProps) {
  const { t } = useTranslation('preview');
  const plan = useFollow({ key: planKey(id), read: (wait) => readPlan(id, wait), over: isPlanOver });
  const again = useMutation({
    mutationFn: () => startPlan(),
    onSuccess: (next) => set({ plan: next.id, show: undefined, product: undefined }),
  });
  const rerun = (
    <Button loading={again.isPending} onClick={() => again.mutate()}>
      {t('again')}
    </Button>
  );
  return (
    <Loaded query={plan}>
      {(p) => (
        <SpaceBetween size="l">
          {again.error && <ErrorState error={again.error} />}
          {p.state === 'planning' && <Planning plan={p} />}
          {p.state === 'canceled' && (
            <Alert type="info" action={rerun}>
              {t('canceled')}
            </Alert>
          )}
          {(p.state === 'ready' || p.state === 'applied') && <Ready plan={p} view={view} set={set} rerun={rerun} />}
        </SpaceBetween>
      )}
    </Loaded>
  );
}

/** Planning says how far it is, and can be stopped. */
function Planning({ plan }: { plan: Plan }) {
  const { t } = useTranslation(['preview', 'common']);
  const number = useNumber();
  const stop = useMutation({ mutationFn: () => cancelPlan(plan.id) });
  const share = plan.planned > 0 ? Math.floor((100 * plan.done) / plan.planned) : 0;
  return (
    <Container>
      <SpaceBetween size="s">
        <ProgressBar value={share} label={t('preview:planning')} additionalInfo={t('preview:progress', { done: number(plan.done), planned: number(plan.planned) })} />
        <Button loading={stop.isPending} onClick={() => stop.mutate()}>
          {t('common:cancel')}
        </Button>
      </SpaceBetween>
    </Container>
  );
}

function Ready({ plan, view, set, rerun }: { plan: Plan; view: View; set: PlanDetailProps['set']; rerun: React.ReactNode }) {
  const { t } = useTranslation('preview');
  const draft = useQuery(draftQuery()).data;
  const applied = plan.state === 'applied';
  const stale = !applied && draft !== undefined && plan.draftRevision !== null && plan.draftRevision !== draft.revision;
  const nothing = plan.totals?.changed === 0;
  return (
    <SpaceBetween size="l">
      {stale && (
        <Alert type="warning" header={t('stale.title')} action={rerun}>
          {t('stale.text')}
        </Alert>
      )}
      <Guard plan={plan} />
      <ApplyBar plan={plan} stale={stale} rerun={stale ? null : rerun} />
      {plan.totals && <Totals totals={plan.totals} show={view.show} choose={(show) => set({ show })} />}
      {nothing && <Alert type="info">{t('nothing')}</Alert>}
      {(plan.seats?.length ?? 0) > 0 && <Seats seats={plan.seats ?? []} />}
      {!nothing && plan.detail === 'full' && <ChangesTable plan={plan} view={view} set={set} />}
    </SpaceBetween>
  );
}
