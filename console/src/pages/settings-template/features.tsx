import AttributeEditor, { type AttributeEditorProps } from '@cloudscape-design/components/attribute-editor';
import Select from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useWatch, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { productsQuery } from '../../api/catalogue';
import { settingsOf } from '../../catalogue/settings-schema';
import { FeatureControl, KindControl, ValueControl } from './controls';
import type { Row, Values } from './values';

/** Features is the rows of product, feature and value. Of a product with a settings schema the schema says which features there are, and what they can be. */
export function Features({ form }: { form: UseFormReturn<Values> }) {
  const { t } = useTranslation('settings-templates');
  const rows = useWatch({ control: form.control, name: 'rows' });
  const known = useQuery(productsQuery()).data ?? [];
  const products = known.map((p) => ({ value: p.key!, label: p.name || p.key! }));
  const schemas = new Map(known.map((p) => [p.key, settingsOf(p)]));
  const errors = form.formState.errors.rows;
  const set = (next: Row[]) => form.setValue('rows', next, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
  const change = (i: number, part: Partial<Row>) => set(rows.map((row, at) => (at === i ? { ...row, ...part } : row)));
  const error = (field: keyof Row) => (_: Row, i: number) => errors?.[i]?.[field]?.message;
  const name = (row: Row, i: number) => row.feature || t('row', { number: i + 1 });
  const controls = (row: Row, i: number) => ({ row, settings: schemas.get(row.product), change: (part: Partial<Row>) => change(i, part) });
  const definition: AttributeEditorProps.FieldDefinition<Row>[] = [
    {
      label: t('product'),
      errorText: error('product'),
      control: (row, i) => (
        <Select options={products} placeholder={t('choose')} selectedOption={products.find((p) => p.value === row.product) ?? (row.product ? { value: row.product, label: row.product } : null)} onChange={({ detail }) => change(i, { product: detail.selectedOption.value ?? '' })} />
      ),
    },
    { label: t('feature'), errorText: error('feature'), control: (row, i) => <FeatureControl {...controls(row, i)} /> },
    { label: t('kindLabel'), control: (row, i) => <KindControl {...controls(row, i)} /> },
    { label: t('value'), errorText: error('value'), control: (row, i) => <ValueControl {...controls(row, i)} /> },
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
