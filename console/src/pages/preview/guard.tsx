import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { Plan } from '../../api/plans';
import { href } from '../../app/links';
import { Gauges } from '../../outcome/gauges';

/** gives names the gauges that look at what a plan gives: one above its limit has all of the plan wait. */
const gives = ['mails', 'admin_rule'];

/** Guard says what alarms the guard about a plan, and what that means for it. */
export function Guard({ plan }: { plan: Plan }) {
  const { t } = useTranslation('preview');
  if (plan.approval) {
    return (
      <Alert type="info" header={t('guard.approved')}>
        <span className="user-text">{plan.approval.reason}</span>
      </Alert>
    );
  }
  if (!plan.held) return null;
  const above = (plan.gauges ?? []).filter((g) => g.held);
  const all = above.some((g) => gives.includes(g.name));
  return (
    <Alert type="warning" header={t('guard.held')}>
      <SpaceBetween size="xs">
        <Gauges gauges={above} />
        <div>{t(all ? 'guard.allWaits' : 'guard.takingWaits')}</div>
        {plan.hold && <Link href={href(`/holds?hold=${plan.hold}`)}>{t('guard.toHold')}</Link>}
      </SpaceBetween>
    </Alert>
  );
}
