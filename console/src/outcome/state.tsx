import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import { stateType, type StateKey } from './words';

/** UserState is the state of an account user: nothing, when no rule ever matched. */
export function UserState({ state }: { state: string }) {
  const { t } = useTranslation('outcome');
  return <StatusIndicator type={stateType[state] ?? 'info'}>{t(`state.${(state && state !== 'none' ? state : 'nothing') as StateKey}`)}</StatusIndicator>;
}
