import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useQueryClient, type FetchInfiniteQueryOptions, type InfiniteData, type UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

/** PageOf is a page of a list of the admin API. */
export interface PageOf<T> {
  items: T[];
  next?: string;
}

/** items joins the pages of a list that were read so far. */
export const items = <T,>(data: InfiniteData<PageOf<T>> | undefined): T[] => data?.pages.flatMap((page) => page.items) ?? [];

/** More reads the next page of a list; it is not there when nothing follows. */
export function More<T>({ query }: { query: UseInfiniteQueryResult<T> }) {
  const { t } = useTranslation();
  if (!query.hasNextPage) return null;
  return (
    <Box textAlign="center">
      <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {t('showMore')}
      </Button>
    </Box>
  );
}

/** The query of a list that is read page after page. */
type ListQuery<T> = Pick<FetchInfiniteQueryOptions<PageOf<T>, Error, PageOf<T>, string[], string | undefined>, 'queryFn' | 'initialPageParam'>;

/** useWhole reads all pages of a list beside what is shown of it, so that what is saved is whole while the screen stays as it is. */
export function useWhole(): <T>(query: ListQuery<T> & { queryKey: readonly unknown[] }) => Promise<T[]> {
  const client = useQueryClient();
  return async ({ queryKey, queryFn, initialPageParam }) =>
    items(await client.fetchInfiniteQuery({ queryKey: [...queryKey, 'whole'] as string[], queryFn, initialPageParam, getNextPageParam: (page) => page.next, pages: Infinity, staleTime: 0, gcTime: 0 }));
}
