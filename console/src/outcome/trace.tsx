import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { useNumber } from '../common/numbers';
import { ChangeLines } from './change';
import { useNames } from './names';

/** Trace is a sync of one person that did not happen: what it looked at, what would change, and what would be written. */
export function Trace({ trace }: { trace: Schema<'TraceView'> }) {
  const { t } = useTranslation('outcome');
  const number = useNumber();
  const names = useNames();
  const yes = (b: boolean) => t(b ? 'yes' : 'no');
  const { inputs } = trace;
  return (
    <SpaceBetween size="l">
      <SpaceBetween size="xs">
        <Header variant="h3">{t('trace.changes')}</Header>
        <ChangeLines change={trace.changes} label={t('trace.changes')} />
        {trace.seats.map((s) => (
          <Box key={s.product}>{t('trace.seat', { product: names.product(s.product), before: t(`seat.${s.before as 'none'}`), after: t(`seat.${s.after as 'none'}`) })}</Box>
        ))}
      </SpaceBetween>
      <SpaceBetween size="xs">
        <Header variant="h3">{t('trace.inputs')}</Header>
        <KeyValuePairs
          columns={3}
          items={[
            { label: t('trace.inDirectory'), value: yes(inputs.inDirectory) },
            { label: t('trace.active'), value: yes(inputs.active) },
            { label: t('trace.groups'), value: number(inputs.groups.length) },
            { label: t('trace.grants'), value: number(inputs.grants) },
            { label: t('trace.suspended'), value: yes(inputs.suspendedByHand) },
            { label: t('trace.pinned'), value: yes(inputs.pinned) },
          ]}
        />
      </SpaceBetween>
    </SpaceBetween>
  );
}
