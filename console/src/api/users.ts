import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';

export type User = Schema<'UserView'>;
export type Decision = Schema<'DecisionView'>;
export type Change = Schema<'ChangeView'>;
export type Problem = Schema<'ProblemView'>;
export type Grant = Schema<'GrantView'>;
export type Event = Schema<'EventView'>;
export type WhatIf = Schema<'WhatIfInputBody'>;

/** Everything about users shares this key: what is done to one is read again everywhere. */
export const usersKey = ['users'] as const;

/** UserFilter narrows the list; what is absent or empty narrows nothing. */
export interface UserFilter {
  text?: string;
  state?: 'invited' | 'active' | 'suspended' | 'erased';
  product?: string;
  rule?: string;
  userGroup?: string;
}

/** usersQuery reads account users by userName, page after page. */
export const usersQuery = (filter: UserFilter) =>
  infiniteQueryOptions({
    queryKey: [...usersKey, 'list', filter],
    queryFn: ({ pageParam }) => data(api.GET('/users', { params: { query: { ...filter, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** userQuery reads what somebody has. */
export const userQuery = (id: string) =>
  queryOptions({ queryKey: [...usersKey, id], queryFn: () => data(api.GET('/users/{id}', { params: { path: { id } } })) });

/** explainQuery reads why somebody has it: now, or at a time as RFC 3339 writes it. */
export const explainQuery = (id: string, at?: string) =>
  queryOptions({ queryKey: [...usersKey, id, 'explain', at], queryFn: () => data(api.GET('/users/{id}/explain', { params: { path: { id }, query: { at } } })) });

/** timelineQuery reads what happened to somebody, newest first, page after page. */
export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...usersKey, id, 'timeline'],
    queryFn: ({ pageParam }) => data(api.GET('/users/{id}/timeline', { params: { path: { id }, query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** grantsQuery reads what was given or denied by hand; there are at most 50. */
export const grantsQuery = (id: string) =>
  queryOptions({ queryKey: [...usersKey, id, 'grants'], queryFn: async () => (await data(api.GET('/users/{id}/grants', { params: { path: { id }, query: { limit: 50 } } }))).items });

/** syncUser works somebody out at once; with dryRun it only says what that would do. */
export const syncUser = (id: string, dryRun: boolean) => data(api.POST('/users/{id}/sync', { params: { path: { id } }, body: { dryRun } }));

/** whatIf works somebody out with other groups, grants or rules; nothing is written. */
export const whatIf = (id: string, body: WhatIf) => data(api.POST('/users/{id}/what-if', { params: { path: { id } }, body }));

export const giveGrant = (id: string, body: Schema<'GrantBody'>) => data(api.POST('/users/{id}/grants', { params: { path: { id } }, body }));

export const takeGrant = (id: string, grant: string) => data(api.DELETE('/users/{id}/grants/{grant}', { params: { path: { id, grant } } }));

/** mark suspends somebody by hand, or pins what they have. */
export const mark = (id: string, kind: 'suspension' | 'pin', note: string) =>
  data(kind === 'pin' ? api.PUT('/users/{id}/pin', { params: { path: { id } }, body: { note } }) : api.PUT('/users/{id}/suspension', { params: { path: { id } }, body: { note } }));

/** unmark ends a suspension by hand, or a pin. */
export const unmark = (id: string, kind: 'suspension' | 'pin') =>
  data(kind === 'pin' ? api.DELETE('/users/{id}/pin', { params: { path: { id } } }) : api.DELETE('/users/{id}/suspension', { params: { path: { id } } }));

/** chooseLanguage notes the language that somebody chose; '' forgets it. */
export const chooseLanguage = (id: string, language: string) =>
  data(language ? api.PUT('/users/{id}/language', { params: { path: { id } }, body: { language } }) : api.DELETE('/users/{id}/language', { params: { path: { id } } }));

/** erase forgets a person for good. */
export const erase = (id: string, reason: string, removeFromDirectory: boolean) =>
  data(api.POST('/users/{id}/erase', { params: { path: { id } }, body: { reason, removeFromDirectory } }));
