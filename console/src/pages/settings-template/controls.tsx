import Input from '@cloudscape-design/components/input';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useTranslation } from 'react-i18next';
import { firstValue, type Setting } from '../../catalogue/settings-schema';
import type { Kind, Row } from './values';

interface ControlProps {
  row: Row;
  /** What the product's schema knows; absent: it has none. */
  settings?: Setting[];
  change: (part: Partial<Row>) => void;
}

const settingOf = ({ row, settings }: Pick<ControlProps, 'row' | 'settings'>) => settings?.find((s) => s.name === row.feature);

/** Choice holds the value of the option that is chosen, also one that is not among them. */
function Choice({ options, value, disabled, choose, placeholder }: { options: SelectProps.Option[]; value: string; disabled?: boolean; choose: (value: string) => void; placeholder?: string }) {
  const selected = options.find((o) => o.value === value) ?? (value ? { value, label: value } : null);
  return <Select options={options} placeholder={placeholder} disabled={disabled} selectedOption={selected} onChange={({ detail }) => choose(detail.selectedOption.value ?? '')} />;
}

/** FeatureControl names the feature: one of the schema's, or any name where there is no schema. */
export function FeatureControl({ row, settings, change }: ControlProps) {
  const { t } = useTranslation('settings-templates');
  if (!settings) return <Input value={row.feature} autoComplete={false} spellcheck={false} onChange={({ detail }) => change({ feature: detail.value })} />;
  const options = settings.map((s) => ({ value: s.name, label: s.title, description: s.description }));
  const choose = (name: string) => {
    const setting = settings.find((s) => s.name === name);
    change({ feature: name, ...(setting && { kind: setting.kind, value: firstValue(setting) }) });
  };
  return <Choice options={options} value={row.feature} placeholder={t('chooseFeature')} choose={choose} />;
}

/** KindControl says what kind of value it is, which is for the schema to say where it knows the feature. A value of another kind begins anew. */
export function KindControl({ row, settings, change }: ControlProps) {
  const { t } = useTranslation('settings-templates');
  const kinds = (['switch', 'number', 'text'] as const).map((value) => ({ value: value as string, label: t(`kind.${value}`) }));
  return <Choice options={kinds} value={row.kind} disabled={settingOf({ row, settings })?.kind === row.kind} choose={(kind) => change({ kind: kind as Kind, value: kind === 'switch' ? 'true' : '' })} />;
}

/** ValueControl takes the value in the way of its kind. */
export function ValueControl({ row, settings, change }: ControlProps) {
  const { t } = useTranslation('settings-templates');
  const choices = row.kind === 'switch' ? ['true', 'false'] : settingOf({ row, settings })?.choices;
  const label = (value: string) => (row.kind === 'switch' ? t(value === 'true' ? 'on' : 'off') : value);
  if (choices) return <Choice options={choices.map((value) => ({ value, label: label(value) }))} value={row.value} choose={(value) => change({ value })} />;
  return <Input value={row.value} inputMode={row.kind === 'number' ? 'decimal' : 'text'} autoComplete={false} onChange={({ detail }) => change({ value: detail.value })} />;
}
