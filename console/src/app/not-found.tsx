import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import { useTranslation } from 'react-i18next';
import { href } from './links';
import { Page } from './page';

/** NotFound stands where there is no page. */
export function NotFound() {
  const { t } = useTranslation();
  return (
    <Page title={t('notFound.title')}>
      <Box>
        {t('notFound.text')} <Link href={href('/')}>{t('notFound.action')}</Link>
      </Box>
    </Page>
  );
}
