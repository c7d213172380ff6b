import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { runsQuery } from '../../api/runs';
import { href } from '../../app/links';
import { items } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Time } from '../../common/time';

/** SyncNumbers is how syncing stands: each number leads to where more is said of it. */
export function SyncNumbers({ sync }: { sync: Schema<'SyncView'> }) {
  const { t } = useTranslation('overview');
  const number = useNumber();
  const last = items(useInfiniteQuery(runsQuery()).data)[0];
  const failing = sync.failures.reduce((sum, f) => sum + f.users, 0);
  const held = sync.holds.reduce((sum, h) => sum + h.users, 0);
  return (
    <Container header={<Header variant="h2">{t('numbers.title')}</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: t('numbers.state'), value: <StatusIndicator type={sync.enabled ? 'success' : 'stopped'}>{t(sync.enabled ? 'numbers.on' : 'numbers.off')}</StatusIndicator> },
          { label: t('numbers.people'), value: <Link href={href('/users')}>{number(sync.users)}</Link> },
          { label: t('numbers.pending'), value: sync.pending > 0 ? <StatusIndicator type="in-progress">{number(sync.pending)}</StatusIndicator> : number(0) },
          { label: t('numbers.failing'), value: failing > 0 ? <Link href={href('/failures')}>{number(failing)}</Link> : number(0) },
          { label: t('numbers.held'), value: held > 0 ? <Link href={href('/holds')}>{number(held)}</Link> : number(0) },
          { label: t('numbers.last'), value: last ? <Link href={href(`/runs/${last.id}`)}><Time at={last.startedAt} /></Link> : '-' },
          { label: t('numbers.next'), value: sync.nextRunAt ? <Time at={sync.nextRunAt} /> : t('numbers.noSchedule') },
          { label: t('numbers.mails'), value: number(sync.mailPending) },
        ]}
      />
    </Container>
  );
}
