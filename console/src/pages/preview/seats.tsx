import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import { useNumber } from '../../common/numbers';
import { useNames } from '../../outcome/names';

/** Seats is what becomes of the seats of each product that would change. */
export function Seats({ seats }: { seats: Schema<'PlanSeatsView'>[] }) {
  const { t } = useTranslation('preview');
  const number = useNumber();
  const names = useNames();
  return (
    <Table
      items={seats}
      trackBy="key"
      wrapLines
      ariaLabels={{ tableLabel: t('seats.title') }}
      header={<Header variant="h2">{t('seats.title')}</Header>}
      columnDefinitions={[
        { id: 'product', header: t('seats.product'), isRowHeader: true, cell: (s) => <span className="user-text">{names.product(s.key)}</span> },
        { id: 'seats', header: t('seats.seats'), cell: (s) => (s.seats === null ? t('seats.unlimited') : number(s.seats)) },
        { id: 'used', header: t('seats.used'), cell: (s) => `${number(s.usedBefore)} → ${number(s.usedAfter)}` },
        { id: 'needed', header: t('seats.needed'), cell: (s) => number(s.needed) },
        {
          id: 'waiting',
          header: t('seats.waiting'),
          cell: (s) => (s.waitingAfter > 0 ? <StatusIndicator type="warning">{`${number(s.waitingBefore)} → ${number(s.waitingAfter)}`}</StatusIndicator> : `${number(s.waitingBefore)} → ${number(s.waitingAfter)}`),
        },
      ]}
    />
  );
}
