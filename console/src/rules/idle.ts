import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';

export type Effect = Schema<'RuleEffectView'>;

/** useIdle says for how many people a rule has no effect, and which stronger rule decides first; undefined where it has one for everybody. `places` finds the place of a rule. */
export function useIdle(): (effect: Effect, places: (id: string) => number | undefined) => string | undefined {
  const { t } = useTranslation('rule');
  return ({ matched, idle, by, byUsers }, places) => {
    if (idle === 0) return undefined;
    const what = idle === matched ? t('idle.all', { count: matched }) : t('idle.some', { count: idle, of: matched });
    const position = by ? places(by) : undefined;
    if (position === undefined) return t('idle.byHand', { what });
    return byUsers === idle ? t('idle.by', { what, position }) : t('idle.byMost', { what, position });
  };
}
