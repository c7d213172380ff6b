import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';

export type Mail = Schema<'MailView'>;
export type MailHeader = Schema<'MailHeader'>;
export type BounceKind = NonNullable<Schema<'BounceBody'>['kind']>;

const key = ['mailbox'] as const;

/** mailboxQuery reads the mails that were not really sent, newest first, and again by itself. It is there on a laptop only: elsewhere a Problem 404. */
export const mailboxQuery = () =>
  infiniteQueryOptions({
    queryKey: [...key, 'list'],
    queryFn: ({ pageParam }) => data(api.GET('/mailbox', { params: { query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: 10_000,
  });

/** hasMailboxQuery tells whether there is a mailbox: whether usersync runs on a single machine. */
export const hasMailboxQuery = () =>
  queryOptions({
    queryKey: ['has-mailbox'],
    staleTime: Infinity,
    retry: false,
    queryFn: () =>
      data(api.GET('/mailbox', { params: { query: { limit: 1 } } })).then(
        () => true,
        () => false,
      ),
  });

/** mailQuery reads one mail with its source. */
export const mailQuery = (id: string) => queryOptions({ queryKey: [...key, id], queryFn: () => data(api.GET('/mailbox/{id}', { params: { path: { id } } })) });

export const bounceMail = (id: string, kind: BounceKind) => data(api.POST('/mailbox/{id}/bounce', { params: { path: { id } }, body: { kind } }));

export const complainOfMail = (id: string) => data(api.POST('/mailbox/{id}/complaint', { params: { path: { id } } }));
