import Header, { type HeaderProps } from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { items, More, type PageOf } from './more';
import { useNumber } from './numbers';
import { SaveTable } from './save-table';
import { ErrorState } from './states';

type Pages<T> = UseInfiniteQueryResult<InfiniteData<PageOf<T>>>;

interface PagedTableProps<T> extends Omit<TableProps<T>, 'items' | 'loading' | 'loadingText' | 'wrapLines'> {
  query: Pages<T>;
  /** What the table is called by those who hear it. */
  label: string;
}

/** PagedTable shows a list that is read page after page: what was read so far, that it is being read, why it could not be, and a way to the rest. */
export function PagedTable<T>({ query, label, ariaLabels, ...table }: PagedTableProps<T>) {
  const { t } = useTranslation();
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <SpaceBetween size="l">
      <Table {...table} items={items(query.data)} loading={query.isPending} loadingText={t('state.loading')} wrapLines ariaLabels={{ ...ariaLabels, tableLabel: label }} />
      <More query={query} />
    </SpaceBetween>
  );
}

interface ListHeaderProps<T> extends Pick<HeaderProps, 'variant' | 'description'> {
  query: Pages<T>;
  save: () => Promise<void> | void;
  children: ReactNode;
}

/** ListHeader is the heading of a paged table: how many there are so far, and the table as CSV. */
export function ListHeader<T>({ query, save, children, ...header }: ListHeaderProps<T>) {
  const number = useNumber();
  const count = items(query.data).length;
  return (
    <Header {...header} counter={query.isPending ? undefined : `(${number(count)}${query.hasNextPage ? '+' : ''})`} actions={<SaveTable save={save} empty={count === 0} />}>
      {children}
    </Header>
  );
}
