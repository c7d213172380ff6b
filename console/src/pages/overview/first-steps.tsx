import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { productsQuery } from '../../api/catalogue';
import type { Schema } from '../../api/client';
import { connectionsQuery, isWaiting } from '../../api/connections';
import { groupsQuery } from '../../api/directory';
import { href } from '../../app/links';
import { items } from '../../common/more';

interface FirstStepsProps {
  sync: Schema<'SyncView'>;
  /** How many rules are live. */
  rules: number;
}

/** FirstSteps is what to do first, in order, and what of it is done. */
export function FirstSteps({ sync, rules }: FirstStepsProps) {
  const { t } = useTranslation('overview');
  const groups = items(useInfiniteQuery(groupsQuery()).data).length;
  const begun = useQuery(connectionsQuery()).data?.find((connection) => !isWaiting(connection));
  const products = useQuery(productsQuery()).data?.length ?? 0;
  const steps = [
    { id: 'connect', done: sync.users > 0, path: begun ? `/connections/${begun.id}` : '/connections/new' },
    { id: 'groups', done: groups > 0, path: '/groups' },
    { id: 'products', done: products > 0, path: '/products/_new' },
    { id: 'rule', done: rules > 0 || sync.draft, path: '/rules/new' },
    { id: 'preview', done: rules > 0 && !sync.draft, path: '/preview' },
    { id: 'on', done: sync.enabled, path: '/rules' },
  ] as const;
  return (
    <Container header={<Header variant="h2" description={t('steps.text')}>{t('steps.title')}</Header>}>
      <ol className="plain" aria-label={t('steps.title')}>
        {steps.map(({ id, done, path }) => (
          <li key={id}>
            <StatusIndicator type={done ? 'success' : 'pending'}>{t(done ? 'steps.done' : 'steps.open')}</StatusIndicator>{' '}
            {done ? t(`steps.${id}`) : <Link href={href(path)}>{t(`steps.${id}`)}</Link>}
          </li>
        ))}
      </ol>
    </Container>
  );
}
