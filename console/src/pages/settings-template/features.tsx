import AttributeEditor, { type AttributeEditorProps } from '@cloudscape-design/components/attribute-editor';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useWatch, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { productsQuery } from '../../api/catalogue';
import type { Kind, Row, Values } from './values';

/** Features is the rows of product, feature and value. A value of another kind begins anew. */
export function Features({ form }: { form: UseFormReturn<Values> }) {
  const { t } = useTranslation('settings-templates');
  const rows = useWatch({ control: form.control, name: 'rows' });
  const products = (useQuery(productsQuery()).data ?? []).map((p) => ({ value: p.key!, label: p.name || p.key! }));
  const kinds = (['switch', 'number', 'text'] as const).map((value) => ({ value: value as string, label: t(`kind.${value}`) }));
  const sides = [{ value: 'true', label: t('on') }, { value: 'false', label: t('off') }];
  const errors = form.formState.errors.rows;
  const set = (next: Row[]) => form.setValue('rows', next, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
  const change = (i: number, part: Partial<Row>) => set(rows.map((row, at) => (at === i ? { ...row, ...part } : row)));
  const error = (field: keyof Row) => (_: Row, i: number) => errors?.[i]?.[field]?.message;
  const name = (row: Row, i: number) => row.feature || t('row', { number: i + 1 });
  const definition: AttributeEditorProps.FieldDefinition<Row>[] = [
    {
      label: t('product'),
      errorText: error('product'),
      control: (row, i) => (
        <Select options={products} placeholder={t('choose')} selectedOption={products.find((p) => p.value === row.product) ?? (row.product ? { value: row.product, label: row.product } : null)} onChange={({ detail }) => change(i, { product: detail.selectedOption.value ?? '' })} />
      ),
    },
    { label: t('feature'), errorText: error('feature'), control: (row, i) => <Input value={row.feature} autoComplete={false} spellcheck={false} onChange={({ detail }) => change(i, { feature: detail.value })} /> },
    {
      label: t('kindLabel'),
      control: (row, i) => (
        <Select options={kinds} selectedOption={kinds.find((k) => k.value === row.kind) ?? null} onChange={({ detail }) => change(i, { kind: detail.selectedOption.value as Kind, value: detail.selectedOption.value === 'switch' ? 'true' : '' })} />
      ),
    },
    {
      label: t('value'),
      errorText: error('value'),
      control: (row, i) =>
        row.kind === 'switch' ? (
          <Select options={sides} selectedOption={sides.find((s) => s.value === row.value) ?? null} onChange={({ detail }) => change(i, { value: detail.selectedOption.value ?? 'true' })} />
        ) : (
          <Input value={row.value} inputMode={row.kind === 'number' ? 'decimal' : 'text'} autoComplete={false} onChange={({ detail }) => change(i, { value: detail.value })} />
        ),
    },
  ];
  return (
    <AttributeEditor
      items={rows}
      definition={definition}
      addButtonText={t('addFeature')}
      removeButtonText={t('remove')}
      removeButtonAriaLabel={(row) => t('removeNamed', { name: name(row, rows.indexOf(row)) })}
      empty={t('noFeatures')}
      i18nStrings={{ itemRemovedAriaLive: t('removed') }}
      onAddButtonClick={() => set([...rows, { product: rows.at(-1)?.product ?? '', feature: '', kind: 'switch', value: 'true' }])}
      onRemoveButtonClick={({ detail }) => set(rows.filter((_, i) => i !== detail.itemIndex))}
    />
  );
}
