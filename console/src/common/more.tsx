import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';

interface PageOf<T> {
  items: T[];
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
