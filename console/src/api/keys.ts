import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';
import { all } from './pages';

export type Key = Schema<'KeyView'>;
export type Scope = 'read' | 'write' | 'owner';

export const keysKey = ['keys'] as const;

/** keysQuery reads the admin keys of the account, without their secrets. */
export const keysQuery = () => queryOptions({ queryKey: keysKey, queryFn: () => all((cursor) => data(api.GET('/keys', { params: { query: { limit: 200, cursor } } }))) });

/** createKey makes an admin key; its text is in the answer, and nowhere else ever. */
export const createKey = (name: string, scopes: Scope[], expiresAt?: string) => data(api.POST('/keys', { body: { name, scopes, expiresAt } }));
export const revokeKey = (id: string) => data(api.DELETE('/keys/{id}', { params: { path: { id } } }));
