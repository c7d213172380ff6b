import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { useForm, useWatch } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { productsQuery, type Product } from '../../api/catalogue';
import type { Versioned } from '../../api/client';
import { createProduct, readProduct, replaceProduct } from '../../api/products';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { CatalogueForm } from '../../catalogue/form';
import { useVersionedSave } from '../../catalogue/save';
import { useList } from '../../common/numbers';
import { InputField, MultiselectField, RadioField, TextareaField } from '../../form/fields';
import { blank, bodyOf, fieldAt, keyFor, linesOf, schemaOf, valuesOf, type Values } from '../../catalogue/product';

/** ProductForm makes a product, or changes one. */
export function ProductForm({ product }: { product?: Versioned<Product> }) {
  const { t } = useTranslation('products');
  const go = useGo();
  const list = useList();
  const products = useQuery(productsQuery()).data ?? [];
  const schema = useMemo(() => schemaOf(t as never), [t]);
  const form = useForm<Values>({ defaultValues: product ? valuesOf(product) : blank, resolver: zodResolver(schema) });
  const { control } = form;
  const [name, limited] = useWatch({ control, name: ['name', 'limited'] });
  const typed = !!form.formState.dirtyFields.key;
  useEffect(() => {
    if (!product && !typed) form.setValue('key', keyFor(name));
  }, [form, name, product, typed]);
  const save = useVersionedSave({
    seen: product,
    read: () => readProduct(product!.key!),
    write: (values: Values, etag) => (product ? replaceProduct(product.key!, bodyOf(values), etag!) : createProduct(bodyOf(values))),
    valuesOf,
  });
  const nameOf = (key: string) => products.find((p) => p.key === key)?.name || key;
  const others = products.filter((p) => p.key !== product?.key).map((p) => ({ value: p.key!, label: p.name || p.key! }));
  const said = (v: Values) => [
    { label: t('name'), value: v.name },
    { label: t('seats'), value: v.limited === 'no' ? t('unlimited') : v.seats },
    { label: t('plans'), value: list(linesOf(v.plans)) },
    { label: t('requires'), value: list(v.requires.map(nameOf)) },
    { label: t('excludes'), value: list(v.excludes.map(nameOf)) },
    { label: t('settingsSchema'), value: v.settingsSchema },
  ];
  return (
    <CatalogueForm
      form={form}
      back="/products"
      fieldAt={fieldAt}
      said={said}
      save={async (values) => void (await save(values))}
      saved={() => {
        showFlash({ type: 'success', content: t('saved', { name: form.getValues('name') }) });
        go('/products');
      }}
    >
      <Container header={<Header variant="h2">{t('about')}</Header>}>
        <SpaceBetween size="l">
          <InputField control={control} name="name" label={t('name')} input={{ autoComplete: false }} />
          <InputField
            control={control}
            name="key"
            label={t('key')}
            description={product ? t('keyFixed') : t('keyDescription')}
            input={{ disabled: !!product, autoComplete: false, spellcheck: false }}
          />
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2" description={t('seatsLaw')}>{t('seats')}</Header>}>
        <SpaceBetween size="l">
          <RadioField control={control} name="limited" label={t('howMany')} items={[{ value: 'yes', label: t('limited') }, { value: 'no', label: t('unlimited') }]} />
          {limited === 'yes' && <InputField control={control} name="seats" label={t('seatsNumber')} input={{ inputMode: 'numeric', autoComplete: false }} />}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">{t('relations')}</Header>}>
        <SpaceBetween size="l">
          <TextareaField control={control} name="plans" label={t('plans')} description={t('plansDescription')} input={{ rows: 3, spellcheck: false }} />
          <MultiselectField control={control} name="requires" label={t('requires')} description={t('requiresDescription')} options={others} select={{ placeholder: t('nothing') }} />
          <MultiselectField control={control} name="excludes" label={t('excludes')} description={t('excludesDescription')} options={others} select={{ placeholder: t('nothing') }} />
          <TextareaField control={control} name="settingsSchema" label={t('settingsSchema')} description={t('settingsSchemaDescription')} input={{ rows: 6, spellcheck: false }} />
        </SpaceBetween>
      </Container>
    </CatalogueForm>
  );
}
