import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { applyPlan, approvePlan, planKey, type Plan } from '../../api/plans';
import { rulesKey } from '../../api/rules';
import { syncQuery } from '../../api/sync';
import { showFlash } from '../../app/flash';
import { href, useGo } from '../../app/links';
import { useMay } from '../../app/session';
import { Confirm } from '../../common/confirm';
import { Time } from '../../common/time';

interface ApplyBarProps {
  plan: Plan;
  stale: boolean;
  rerun: ReactNode;
}

/** ApplyBar says how old the preview is, and makes it come about. */
export function ApplyBar({ plan, stale, rerun }: ApplyBarProps) {
  const { t } = useTranslation(['preview', 'common']);
  const may = useMay('write');
  const [asking, setAsking] = useState<'apply' | 'approve'>();
  if (plan.state === 'applied') {
    return (
      <Container>
        <SpaceBetween direction="horizontal" size="s">
          <StatusIndicator type="success">{t('preview:applied')}</StatusIndicator>
          {plan.run && <Link href={href(`/runs/${plan.run}`)}>{t('preview:toRun')}</Link>}
        </SpaceBetween>
      </Container>
    );
  }
  const blocked = !may ? t('common:state.forbidden.text', { scope: 'write' }) : stale ? t('preview:stale.text') : undefined;
  return (
    <Container>
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <span>
          {t('preview:workedOut')} <Time at={plan.finishedAt ?? plan.createdAt} />
        </span>
        {rerun}
        {plan.held && !plan.approval && (
          <Button disabled={!!blocked} disabledReason={blocked} onClick={() => setAsking('approve')}>
            {t('preview:approve.action')}
          </Button>
        )}
        <Button variant="primary" disabled={!!blocked} disabledReason={blocked} onClick={() => setAsking('apply')}>
          {t('preview:apply.action')}
        </Button>
      </SpaceBetween>
      {asking === 'apply' && <Apply plan={plan} close={() => setAsking(undefined)} />}
      {asking === 'approve' && <Approve plan={plan} close={() => setAsking(undefined)} />}
    </Container>
  );
}

interface DialogProps {
  plan: Plan;
  close: () => void;
}

/** Apply makes exactly this plan come about. */
function Apply({ plan, close }: DialogProps) {
  const { t } = useTranslation('preview');
  const client = useQueryClient();
  const go = useGo();
  const apply = useMutation({
    mutationFn: () => applyPlan(plan.id),
    onSuccess: async (done) => {
      client.setQueryData(planKey(plan.id), done);
      await Promise.all([client.invalidateQueries({ queryKey: rulesKey }), client.invalidateQueries({ queryKey: syncQuery().queryKey })]);
      showFlash({ type: 'success', content: t('apply.done') });
      if (done.run) go(`/runs/${done.run}`);
      else close();
    },
  });
  return (
    <Confirm title={t('apply.title')} action={t('apply.action')} pending={apply.isPending} error={apply.error} confirm={() => apply.mutate()} cancel={close}>
      {t('apply.text', { count: plan.totals?.changed ?? 0 })} {plan.held && !plan.approval && t('apply.held')}
    </Confirm>
  );
}

/** Approve lets a plan go on that the guard holds, for a reason that is kept. */
function Approve({ plan, close }: DialogProps) {
  const { t } = useTranslation('preview');
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const approve = useMutation({
    mutationFn: () => approvePlan(plan.id, reason),
    onSuccess: (approved) => {
      client.setQueryData(planKey(plan.id), approved);
      showFlash({ type: 'success', content: t('approve.done') });
      close();
    },
  });
  return (
    <Confirm
      title={t('approve.title')}
      action={t('approve.action')}
      blocked={reason.trim() ? undefined : t('approve.needed')}
      pending={approve.isPending}
      error={approve.error}
      confirm={() => approve.mutate()}
      cancel={close}
    >
      {t('approve.text')}
      <FormField label={t('approve.reason')}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  );
}
