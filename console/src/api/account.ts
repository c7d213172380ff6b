import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';

export type Account = Schema<'OwnAccountView'>;

/** accountQuery reads the account, with the addresses that its identity providers are given. They are the deployment's, and stay. */
export const accountQuery = () => queryOptions({ queryKey: ['account'], queryFn: () => data(api.GET('/account')), staleTime: Infinity });
