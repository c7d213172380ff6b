import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { Controller, type Control } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { productsQuery, type Product } from '../../api/catalogue';
import { Loaded } from '../../common/states';
import type { Values } from './values';

const NewProduct = lazy(() => import('./new-product'));

type Grants = Values['products'];

interface RowProps {
  product: Product;
  grants: Grants;
  change: (grants: Grants) => void;
}

function useSeats(): (product: Product) => string {
  const { t } = useTranslation('rule');
  return ({ seats, used }) => (seats === undefined || seats === null ? t('products.unlimited') : t('products.left', { count: Math.max(0, seats - used), seats }));
}

/** ProductRow ticks a product, and chooses its plan where it has several. */
function ProductRow({ product, grants, change }: RowProps) {
  const { t } = useTranslation('rule');
  const seats = useSeats();
  const key = product.key ?? '';
  const name = product.name ?? key;
  const grant = grants.find((g) => g.key === key);
  const plans = product.plans ?? [];
  const options = [{ value: '', label: t('products.noPlan') }, ...plans.map((plan) => ({ value: plan, label: plan }))];
  return (
    <SpaceBetween direction="horizontal" size="m" alignItems="center">
      <Checkbox
        checked={!!grant}
        description={seats(product)}
        onChange={({ detail }) => change(detail.checked ? [...grants, { key, plan: '' }] : grants.filter((g) => g.key !== key))}
      >
        {name}
      </Checkbox>
      {grant && plans.length > 0 && (
        <Select
          ariaLabel={t('products.planOf', { name })}
          options={options}
          selectedOption={options.find((o) => o.value === grant.plan) ?? { value: grant.plan, label: grant.plan }}
          onChange={({ detail }) => change(grants.map((g) => (g.key === key ? { key, plan: detail.selectedOption.value ?? '' } : g)))}
        />
      )}
    </SpaceBetween>
  );
}

/** ProductsSection ticks the products that people get; what is ticked but gone can only be taken out. What is missing is added here, without losing the rule. */
export function ProductsSection({ control }: { control: Control<Values> }) {
  const { t } = useTranslation('rule');
  const products = useQuery(productsQuery());
  const [adding, setAdding] = useState(false);
  return (
    <Container header={<Header variant="h2" description={t('products.law')}>{t('products.title')}</Header>}>
      <Loaded query={products}>
        {(items) => (
          <Controller
            control={control}
            name="products"
            render={({ field, fieldState }) => {
              const gone = field.value.filter((g) => !items.some((p) => p.key === g.key)).map((g): Product => ({ key: g.key, name: g.key, used: 0, waiting: 0, needed: 0, over: 0 }));
              return (
                <FormField label={t('products.label')} errorText={fieldState.error?.message}>
                  <SpaceBetween size="s">
                    {items.length === 0 && <Box color="text-body-secondary">{t('products.none')}</Box>}
                    {[...items, ...gone].map((product) => (
                      <ProductRow key={product.key} product={product} grants={field.value} change={field.onChange} />
                    ))}
                    <Button formAction="none" iconName="add-plus" onClick={() => setAdding(true)}>{t('products.add')}</Button>
                    {adding && (
                      <Suspense fallback={null}>
                        <NewProduct saved={(key) => field.onChange([...field.value, { key, plan: '' }])} close={() => setAdding(false)} />
                      </Suspense>
                    )}
                  </SpaceBetween>
                </FormField>
              );
            }}
          />
        )}
      </Loaded>
    </Container>
  );
}
