import { useTranslation } from 'react-i18next';
import { Page } from '../../app/page';
import { ProductForm } from './form';

/** NewProduct adds a product. */
export default function NewProduct() {
  const { t } = useTranslation('products');
  return (
    <Page title={t('new')} above={[{ text: t('title'), path: '/products' }]}>
      <ProductForm />
    </Page>
  );
}
