import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { usersQuery } from '../../api/users';
import { Page } from '../../app/page';
import { items, More, useWhole } from '../../common/more';
import { ErrorState } from '../../common/states';
import { useURLState } from '../../common/url-state';
import { UsersFilter } from './filter';
import { UsersTable } from './table';

const text = z.string().catch('').default('');
const view = z.object({ text, state: z.enum(['', 'invited', 'active', 'suspended', 'erased']).catch('').default(''), product: text, rule: text, userGroup: text });

/** Filter is what the list is narrowed by, as it is in the address; '' narrows nothing. */
export type Filter = z.infer<typeof view>;

/** Users finds a person. */
export default function Users() {
  const { t } = useTranslation('users');
  const [filter, setFilter] = useURLState(view);
  const { state, ...others } = filter;
  const read = usersQuery({ ...dropEmpty(others), ...(state && { state }) });
  const query = useInfiniteQuery(read);
  const whole = useWhole();
  const filtered = Object.values(filter).some(Boolean);
  const clear = () => setFilter(view.parse({}));
  return (
    <Page title={t('title')} description={t('description')}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SpaceBetween size="l">
          <UsersTable users={items(query.data)} loading={query.isPending} clear={filtered ? clear : undefined} filter={<UsersFilter filter={filter} set={setFilter} />} more={query.hasNextPage} whole={() => whole(read)} />
          <More query={query} />
        </SpaceBetween>
      )}
    </Page>
  );
}

const dropEmpty = (o: Record<string, string>) => Object.fromEntries(Object.entries(o).filter(([, value]) => value));
