import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';

/** How often the state of syncing is read, in milliseconds: often while somebody is pending, seldom while nothing happens. */
const busy = 3_000;
const quiet = 30_000;

/** syncQuery reads where syncing stands, and again by itself. */
export const syncQuery = () =>
  queryOptions({
    queryKey: ['sync'],
    queryFn: () => data(api.GET('/sync')),
    refetchInterval: ({ state }) => (state.data && (state.data.pending > 0 || state.data.current) ? busy : quiet),
  });

/** patchSync switches syncing or mail on or off, or sets the schedule; switching on names a ready plan. */
export const patchSync = (change: Schema<'SyncBody'>) => data(api.PATCH('/sync', { body: change }));
