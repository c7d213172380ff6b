import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, listed, type Schema } from './client';

export type Hold = Schema<'HoldView'>;
export type HeldUser = Schema<'HeldUserView'>;
export type HoldState = Hold['state'];

/** Everything about holds shares this key. */
export const holdsKey = ['holds'] as const;

/** holdsQuery reads what the guard stopped, newest first, page after page. */
export const holdsQuery = (state?: HoldState) =>
  infiniteQueryOptions({
    queryKey: [...holdsKey, 'list', state],
    queryFn: ({ pageParam }) => data(api.GET('/holds', { params: { query: { state, limit: 30, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** holdQuery reads one hold. */
export const holdQuery = (id: string) => queryOptions({ queryKey: [...holdsKey, id], queryFn: () => data(api.GET('/holds/{id}', { params: { path: { id } } })) });

/** heldUsersQuery reads whom a hold concerns, page after page. */
export const heldUsersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...holdsKey, id, 'users'],
    queryFn: ({ pageParam }) => listed(api.GET('/holds/{id}/users', { params: { path: { id }, query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** approveHold has what a hold stops go on, for all or for some users. */
export const approveHold = (id: string, reason: string, users?: string[]) => data(api.POST('/holds/{id}/approve', { params: { path: { id } }, body: { reason, users } }));

/** rejectHold has what a hold stops never come. */
export const rejectHold = (id: string, reason: string) => data(api.POST('/holds/{id}/reject', { params: { path: { id } }, body: { reason } }));
