import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { productsQuery } from '../../api/catalogue';
import type { Schema } from '../../api/client';
import { groupsQuery } from '../../api/directory';
import { href } from '../../app/links';
import { pages } from '../../app/pages';
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
  const products = useQuery(productsQuery()).data?.length ?? 0;
  const steps = [
    { id: 'connect', done: sync.users > 0, path: '/connections/new' },
    { id: 'groups', done: groups > 0, path: '/groups' },
    { id: 'products', done: products > 0, path: '/products/_new' },
    { id: 'rule', done: rules > 0 || sync.draft, path: '/rules/new' },
    { id: 'preview', done: rules > 0 && !sync.draft, path: '/preview' },
    { id: 'on', done: sync.enabled, path: '/rules' },
  ] as const;
  const reachable = (path: string) => pages.some((page) => page.path === path);
  return (
    <Container header={<Header variant="h2" description={t('steps.text')}>{t('steps.title')}</Header>}>
      <ol className="plain" aria-label={t('steps.title')}>
        {steps.map(({ id, done, path }) => (
          <li key={id}>
            <StatusIndicator type={done ? 'success' : 'pending'}>{t(done ? 'steps.done' : 'steps.open')}</StatusIndicator>{' '}
            {reachable(path) && !done ? <Link href={href(path)}>{t(`steps.${id}`)}</Link> : t(`steps.${id}`)}
          </li>
        ))}
      </ol>
    </Container>
  );
}
