import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Product } from '../../api/catalogue';
import { liveRulesQuery } from '../../api/live';
import { deleteProduct, productQuery } from '../../api/products';
import { href, useGo, useParam } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { toForm } from '../../catalogue/form';
import { DeleteDialog } from '../../catalogue/delete';
import { UsedBy } from '../../catalogue/used-by';
import { useNumber } from '../../common/numbers';
import { Loaded } from '../../common/states';
import { ProductForm } from './form';
import { WaitingLine } from './waiting';

/** ProductPage is one product: its seats, who waits for one, and its form. */
export default function ProductPage() {
  const { t } = useTranslation(['products', 'common']);
  const key = useParam('id') ?? '';
  const go = useGo();
  const may = useMay('write');
  const query = useQuery(productQuery(key));
  const [deleting, setDeleting] = useState(false);
  const name = query.data?.name || key;
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  return (
    <Page
      title={name}
      above={[{ text: t('products:title'), path: '/products' }]}
      actions={
        query.data && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!!blocked} disabledReason={blocked} onClick={() => setDeleting(true)}>{t('products:delete')}</Button>
            <Button onClick={toForm}>{t('products:change')}</Button>
          </SpaceBetween>
        )
      }
    >
      <Loaded query={query}>
        {(product) => (
          <SpaceBetween size="l">
            <Seats product={product} />
            {product.seats !== null && product.seats !== undefined && <WaitingLine product={key} />}
            <ProductForm key={key} product={product} />
          </SpaceBetween>
        )}
      </Loaded>
      {deleting && (
        <DeleteDialog
          name={name}
          uses={(rule) => !!rule.products?.some((p) => p.key === key)}
          remove={() => deleteProduct(key)}
          done={() => go('/products')}
          cancel={() => setDeleting(false)}
        />
      )}
    </Page>
  );
}

/** Seats says how many there are, are used, and are needed. */
function Seats({ product }: { product: Product }) {
  const { t } = useTranslation('products');
  const number = useNumber();
  const rules = useQuery(liveRulesQuery()).data?.items ?? [];
  const { seats, used, needed, waiting, over } = product;
  const limited = seats !== null && seats !== undefined;
  return (
    <SpaceBetween size="m">
      {over > 0 && (
        <Alert type="warning" header={t('over', { count: over })}>{t('overText')}</Alert>
      )}
      {limited && waiting > 0 && (
        <Alert type="info" header={t('short', { count: needed - seats })}>{t('shortText')}</Alert>
      )}
      <Container header={<Header variant="h2" actions={<Link href={href(`/users?product=${encodeURIComponent(product.key ?? '')}`)}>{t('whoHas')}</Link>}>{t('glance')}</Header>}>
        <KeyValuePairs
          columns={4}
          items={[
            { label: t('seats'), value: limited ? number(seats) : t('unlimited') },
            { label: t('used'), value: number(used) },
            { label: t('needed'), value: number(needed) },
            { label: t('rules'), value: <UsedBy rules={rules.filter((rule) => rule.products?.some((p) => p.key === product.key))} /> },
          ]}
        />
      </Container>
    </SpaceBetween>
  );
}
