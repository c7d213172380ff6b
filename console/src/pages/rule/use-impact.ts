import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isPlanOver, readPlan, startPlan, type Plan, type PlanChange } from '../../api/plans';

/** Milliseconds of quiet after which what was typed is tried. */
const quiet = 700;
/** Seconds that one question waits at the server. */
const wait = 5;

/** useSettled is a value once it has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), quiet);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

async function workOut(change: PlanChange, signal: AbortSignal): Promise<Plan> {
  let plan = await startPlan(change, 'counts');
  while (!isPlanOver(plan)) {
    signal.throwIfAborted();
    plan = await readPlan(plan.id, wait);
  }
  return plan;
}

/** useImpact is what a change would make of everybody, in numbers, while it is being written. `text` is the change as JSON; '' is nothing to try. */
export function useImpact(text: string) {
  const settled = useSettled(text);
  const plan = useQuery({
    queryKey: ['impact', settled],
    enabled: settled !== '',
    queryFn: ({ signal }) => workOut(JSON.parse(settled) as PlanChange, signal),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  });
  return { ...plan, moving: text !== settled || plan.isFetching };
}
