import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { isPlanOver, readPlan, startPlan } from '../../api/plans';
import { effectsQuery, rulesKey } from '../../api/rules';
import { Time } from '../../common/time';

/** Seconds that one question waits at the server. */
const wait = 5;

async function count() {
  let plan = await startPlan(undefined, 'counts');
  while (!isPlanOver(plan)) plan = await readPlan(plan.id, wait);
}

/** Counted says when it was counted for whom each rule decides, and has it counted where it was not. */
export function Counted({ blocked }: { blocked?: string }) {
  const { t } = useTranslation('rules');
  const client = useQueryClient();
  const effects = useQuery(effectsQuery()).data;
  const counting = useMutation({ mutationFn: count, onSettled: () => client.invalidateQueries({ queryKey: [...rulesKey, 'effects'] }) });
  if (!effects) return null;
  if (effects.countedAt) return <Box color="text-body-secondary">{t('effects.counted')} <Time at={effects.countedAt} /></Box>;
  if (counting.isPending) return <StatusIndicator type="loading">{t('effects.counting')}</StatusIndicator>;
  return <Button variant="inline-link" disabled={!!blocked} disabledReason={blocked} onClick={() => counting.mutate()}>{t('effects.count')}</Button>;
}
