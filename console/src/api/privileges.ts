import { queryOptions } from '@tanstack/react-query';
import { api, data } from './client';

/** privilegesQuery reads what a manager can be given: the list is closed. */
export const privilegesQuery = () => queryOptions({ queryKey: ['privileges'], staleTime: Infinity, queryFn: () => data(api.GET('/privileges')) });
