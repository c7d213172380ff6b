import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { productsQuery, type Product } from '../../api/catalogue';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { saveCSV } from '../../common/csv';
import { useNumber } from '../../common/numbers';
import { Empty, ErrorState } from '../../common/states';

/** Products is what there is to give, with its seats. */
export default function Products() {
  const { t } = useTranslation(['products', 'common']);
  const number = useNumber();
  const columns = useColumns();
  const query = useQuery(productsQuery());
  const products = query.data ?? [];
  const csv = () =>
    saveCSV(
      [['key', 'name', 'seats', 'used', 'waiting', 'needed', 'over'], ...products.map((p) => [p.key ?? '', p.name ?? '', p.seats ?? '', p.used, p.waiting, p.needed, p.over])],
      'products.csv',
    );
  return (
    <Page title={t('products:title')} description={t('products:description')} actions={<Add primary />}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Table
          items={products}
          trackBy="key"
          wrapLines
          loading={query.isPending}
          loadingText={t('common:state.loading')}
          columnDefinitions={columns}
          ariaLabels={{ tableLabel: t('products:title') }}
          empty={<Empty title={t('products:empty')} text={t('products:emptyText')} action={<Add />} />}
          header={
            <Header counter={query.isPending ? undefined : `(${number(products.length)})`} actions={<Button iconName="download" disabled={products.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}>
              {t('products:title')}
            </Header>
          }
        />
      )}
    </Page>
  );
}

function Add({ primary }: { primary?: boolean }) {
  const { t } = useTranslation(['products', 'common']);
  const may = useMay('write');
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  return (
    <Button variant={primary ? 'primary' : 'normal'} disabled={!!blocked} disabledReason={blocked} href={blocked ? undefined : href('/products/_new')}>
      {t('products:add')}
    </Button>
  );
}

function useColumns(): TableProps.ColumnDefinition<Product>[] {
  const { t } = useTranslation('products');
  const number = useNumber();
  const count = (n: number) => <span className="numbers">{number(n)}</span>;
  return [
    { id: 'name', header: t('name'), isRowHeader: true, minWidth: 160, cell: (p) => <Link href={href(`/products/${p.key}`)}><span className="user-text">{p.name || p.key}</span></Link> },
    { id: 'used', header: t('usedOfSeats'), minWidth: 140, cell: (p) => <span className="numbers">{isLimited(p) ? t('of', { used: number(p.used), seats: number(p.seats!) }) : t('ofUnlimited', { used: number(p.used) })}</span> },
    { id: 'waiting', header: t('waiting'), minWidth: 100, cell: (p) => (p.waiting > 0 ? <Badge color="severity-medium">{number(p.waiting)}</Badge> : count(0)) },
    { id: 'needed', header: t('needed'), minWidth: 130, cell: (p) => count(p.needed) },
    { id: 'state', header: t('state'), minWidth: 180, cell: (p) => <SeatState product={p} /> },
    { id: 'plans', header: t('plans'), minWidth: 140, cell: (p) => (p.plans?.length ? <span className="user-text">{p.plans.join(' · ')}</span> : '-') },
  ];
}

const isLimited = (p: Product) => p.seats !== null && p.seats !== undefined;

/** SeatState says whether there are enough seats. */
function SeatState({ product: p }: { product: Product }) {
  const { t } = useTranslation('products');
  if (!isLimited(p)) return <StatusIndicator type="success">{t('status.unlimited')}</StatusIndicator>;
  if (p.over > 0) return <StatusIndicator type="warning">{t('over', { count: p.over })}</StatusIndicator>;
  if (p.needed > p.seats!) return <StatusIndicator type="warning">{t('short', { count: p.needed - p.seats! })}</StatusIndicator>;
  return <StatusIndicator type="success">{t('free', { count: p.seats! - p.used })}</StatusIndicator>;
}
