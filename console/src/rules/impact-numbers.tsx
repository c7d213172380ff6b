import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { useNumber } from '../common/numbers';

type Totals = Schema<'PlanTotals'>;

/** What a plan counts, removals first. */
const order = ['everything', 'losing', 'suspended', 'gaining', 'new', 'restored', 'adminsMade', 'adminsGone', 'mails', 'failing'] as const satisfies (keyof Totals)[];

/** ImpactNumbers is what a plan would make of people, in numbers: those that are not nothing. */
export function ImpactNumbers({ totals, columns = 4 }: { totals: Totals; columns?: number }) {
  const { t } = useTranslation('rule');
  const number = useNumber();
  const shown = order.filter((name) => totals[name] > 0);
  return (
    <KeyValuePairs
      columns={columns}
      items={[{ label: t('impact.changed'), value: number(totals.changed) }, ...shown.map((name) => ({ label: t(`impact.${name}`), value: number(totals[name]) }))]}
    />
  );
}
