import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';

/** Days that a credential is good for, where nobody says otherwise. */
export const usualDays = 365;
const choices = [30, 90, 180, 365, 730];

/** Lifetime asks for how many days a credential is good. */
export function Lifetime({ days, set }: { days: number; set: (days: number) => void }) {
  const { t } = useTranslation('connections');
  const options = choices.map((count) => ({ value: String(count), label: t('days', { count }) }));
  return (
    <FormField label={t('goodFor')}>
      <Select options={options} selectedOption={options.find((o) => o.value === String(days)) ?? null} onChange={({ detail }) => set(Number(detail.selectedOption.value))} />
    </FormField>
  );
}

/** End says how near the end of a credential is. */
export function End({ notice, days }: { notice: 'ok' | 'expiring' | 'expired'; days: number | null }) {
  const { t } = useTranslation('connections');
  if (days === null) return <>{t('endless')}</>;
  if (notice === 'expired') return <StatusIndicator type="error">{t('ended')}</StatusIndicator>;
  return <StatusIndicator type={notice === 'expiring' ? 'warning' : 'success'}>{t('endsIn', { count: days })}</StatusIndicator>;
}
