import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import type { Connection } from '../../api/connections';

/** healthOf is how a connection is, the worst first; what silence is expected of it the server knows. */
export function healthOf(connection: Connection): 'paused' | 'new' | 'silent' | 'connected' {
  if (connection.state === 'paused') return 'paused';
  if (!connection.firstRequestAt) return 'new';
  return connection.silence ? 'silent' : 'connected';
}

const types = { paused: 'stopped', new: 'pending', silent: 'warning', connected: 'success' } as const;

/** Health says in words how a connection is, and what of it ends soon. */
export function Health({ connection }: { connection: Connection }) {
  const { t } = useTranslation('connections');
  const health = healthOf(connection);
  return (
    <SpaceBetween size="xxs">
      <StatusIndicator type={types[health]}>{t(`health.${health}`)}</StatusIndicator>
      {connection.notices.map((notice) => (
        <StatusIndicator key={notice.id} type={notice.notice === 'expired' ? 'error' : 'warning'}>
          {notice.notice === 'expired' ? t('expired', { name: notice.name }) : t('expiring', { name: notice.name, count: notice.expiresInDays })}
        </StatusIndicator>
      ))}
    </SpaceBetween>
  );
}
