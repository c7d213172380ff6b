import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select from '@cloudscape-design/components/select';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createKey, keysKey, type Scope } from '../../api/keys';
import { Confirm } from '../../common/confirm';
import { SecretDialog } from '../../common/secret';

/** What a key may do, the least first. Each includes those before it. */
const ladder: Scope[] = ['read', 'write', 'owner'];
const lives = [30, 90, 365, 0];
const day = 24 * 60 * 60_000;

/** MakeKey makes an admin key, and shows it once. */
export function MakeKey({ close }: { close: () => void }) {
  const { t } = useTranslation('keys');
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<Scope>('read');
  const [days, setDays] = useState(90);
  const make = useMutation({
    mutationFn: () => createKey(name.trim(), ladder.slice(0, ladder.indexOf(scope) + 1), days ? new Date(Date.now() + days * day).toISOString() : undefined),
    gcTime: 0,
    onSuccess: () => client.invalidateQueries({ queryKey: keysKey }),
  });
  const options = lives.map((count) => ({ value: String(count), label: count ? t('days', { count }) : t('endless') }));
  if (make.data) return <SecretDialog title={t('made')} text={t('madeText')} values={[{ label: t('one'), value: make.data.key }]} close={close} />;
  return (
    <Confirm title={t('make')} action={t('make')} blocked={name.trim() ? undefined : t('nameNeeded')} pending={make.isPending} error={make.error} confirm={() => make.mutate()} cancel={close}>
      <FormField label={t('column.name')} description={t('nameText')}>
        <Input value={name} onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <FormField label={t('column.scopes')}>
        <RadioGroup value={scope} items={ladder.map((value) => ({ value, label: t(`scope.${value}`), description: t(`scopeText.${value}`) }))} onChange={({ detail }) => setScope(detail.value as Scope)} />
      </FormField>
      <FormField label={t('goodFor')}>
        <Select options={options} selectedOption={options.find((o) => o.value === String(days)) ?? null} onChange={({ detail }) => setDays(Number(detail.selectedOption.value))} />
      </FormField>
    </Confirm>
  );
}
