import ProgressBar from '@cloudscape-design/components/progress-bar';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import type { Run } from '../../api/runs';

/** shareOf is how much of a run is done, of a hundred. */
export const shareOf = (run: Run) => (run.planned > 0 ? Math.floor((100 * run.done) / run.planned) : 0);

/** RunState says how a run stands, or how it ended. */
export function RunState({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  if (run.state === 'planning') return <StatusIndicator type="in-progress">{t('state.planning')}</StatusIndicator>;
  if (run.state === 'running') return <ProgressBar value={shareOf(run)} ariaLabel={t('state.running')} />;
  if (run.state === 'canceled') return <StatusIndicator type="stopped">{t('state.canceled')}</StatusIndicator>;
  if (run.state === 'superseded') return <StatusIndicator type="info">{t('state.superseded')}</StatusIndicator>;
  if (run.failed > 0) return <StatusIndicator type="warning">{t('state.partly')}</StatusIndicator>;
  return <StatusIndicator type="success">{t('state.done')}</StatusIndicator>;
}
