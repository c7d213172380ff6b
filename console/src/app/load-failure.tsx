import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import type { ErrorComponentProps } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { ErrorState } from '../common/states';
import { Page } from './page';

/** isMissingChunk tells that a file of the page is gone: a newer console has been put in place since the tab was opened. */
export function isMissingChunk(error: unknown): boolean {
  const text = error instanceof Error ? error.message : String(error);
  return /dynamically imported module|Importing a module script failed|preload CSS|no words:|error loading dynamically/i.test(text);
}

/** LoadFailure stands in the place of a page that broke, or that could not be fetched. */
export function LoadFailure({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  if (!isMissingChunk(error))
    return (
      <Page title={t('state.error')}>
        <ErrorState error={error instanceof Problem ? error : new Problem(500, 'internal', '')} retry={reset} />
      </Page>
    );
  return (
    <Page title={t('newVersion.title')}>
      <Alert type="info" action={<Button onClick={() => location.reload()}>{t('newVersion.reload')}</Button>}>
        {t('newVersion.text')}
      </Alert>
    </Page>
  );
}
