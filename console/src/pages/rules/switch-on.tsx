import Alert from '@cloudscape-design/components/alert';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isPlanOver, planKey, readPlan, startPlan, type Plan } from '../../api/plans';
import { patchSync, syncQuery } from '../../api/sync';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';
import { useFollow } from '../../common/follow';
import { ErrorState } from '../../common/states';
import { useOnce } from '../../common/once';
import { ImpactNumbers } from '../../rules/impact-numbers';

/** share is how much of a plan is worked out, of a hundred. */
const share = (plan: Plan | undefined) => (plan && plan.planned > 0 ? Math.floor((100 * plan.done) / plan.planned) : 0);

/** SwitchOn shows what switching syncing on would make of everybody, and does exactly that. */
export function SwitchOn({ close }: { close: () => void }) {
  const { t } = useTranslation('rules');
  const client = useQueryClient();
  const start = useMutation({ mutationFn: () => startPlan({ syncOn: true }) });
  useOnce(() => start.mutate());
  const id = start.data?.id ?? '';
  const plan = useFollow({ key: planKey(id), read: (wait) => readPlan(id, wait), over: isPlanOver, enabled: id !== '' });
  const ready = plan.data?.state === 'ready';
  const on = useMutation({
    mutationFn: () => patchSync({ enabled: true, planId: id }),
    onSuccess: (sync) => {
      client.setQueryData(syncQuery().queryKey, sync);
      showFlash({ type: 'success', content: t('sync.onDone') });
      close();
    },
  });
  const failed = start.error ?? plan.error;
  return (
    <Confirm
      title={t('sync.onTitle')}
      action={t('sync.onAction')}
      pending={on.isPending}
      error={on.error}
      blocked={ready ? undefined : t('sync.onWait')}
      confirm={() => on.mutate()}
      cancel={close}
    >
      {t('sync.onText')}
      {failed && <ErrorState error={failed} retry={() => start.mutate()} />}
      {!failed && !ready && <ProgressBar label={t('sync.planning')} value={share(plan.data)} />}
      {ready && plan.data?.totals && <ImpactNumbers totals={plan.data.totals} columns={2} />}
      {ready && plan.data?.held && <Alert type="warning">{t('sync.held')}</Alert>}
    </Confirm>
  );
}
