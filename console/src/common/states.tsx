import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import { Loading } from './loading';
import { useWordsOf } from './problem-text';

/** Reference is what to name when somebody is asked for help. */
export function Reference({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Box variant="small">
      {t('state.reference')}:{' '}
      <CopyToClipboard variant="inline" textToCopy={id} copyButtonAriaLabel={t('state.copyReference')} copySuccessText={t('copied')} copyErrorText={t('notCopied')} />
    </Box>
  );
}

/** ErrorState says what failed, what it means, and offers another try. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const words = useWordsOf();
  const problem = asProblem(error);
  if (problem.status === 403) return <Forbidden />;
  return (
    <div role="alert">
      <Alert type="error" header={t('state.error')} action={retry && <Button onClick={retry}>{t('state.retry')}</Button>}>
        <SpaceBetween size="xs">
          <Box>{words(error)}</Box>
          {problem.request && <Reference id={problem.request} />}
        </SpaceBetween>
      </Alert>
    </div>
  );
}

/** Forbidden says that this key may not, and which may. */
export function Forbidden({ scope = 'read' }: { scope?: 'read' | 'write' | 'owner' }) {
  const { t } = useTranslation();
  return (
    <Alert type="warning" header={t('state.forbidden.title')}>
      {t('state.forbidden.text', { scope })}
    </Alert>
  );
}

/** Empty says why there is nothing, and what to do. */
export function Empty({ title, text, action }: { title: string; text?: ReactNode; action?: ReactNode }) {
  return (
    <Box textAlign="center" margin={{ vertical: 'l' }} color="inherit">
      <SpaceBetween size="s">
        <Box variant="strong" color="inherit">
          {title}
        </Box>
        {text && (
          <Box variant="p" color="inherit">
            {text}
          </Box>
        )}
        {action && <Box display="inline-block">{action}</Box>}
      </SpaceBetween>
    </Box>
  );
}

/** NoMatch says that a filter leaves nothing over. */
export function NoMatch({ clear }: { clear: () => void }) {
  const { t } = useTranslation();
  return <Empty title={t('state.noMatch')} action={<Button onClick={clear}>{t('state.clearFilter')}</Button>} />;
}

/** Loaded shows what was read, or that it is being read, or why not. */
export function Loaded<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return <Loading />;
}
