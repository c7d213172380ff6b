import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';

export type DirectoryGroup = Schema<'DirectoryGroupView'>;
export type Member = Schema<'MemberView'>;

/** What identity providers pushed. */
export const directoryKey = ['directory'] as const;

/** quoted writes text as a filter has it. */
const quoted = (text: string) => JSON.stringify(text);

/** namedLike is the filter of groups whose name contains a text, in capitals or not. */
export const namedLike = (text: string) => `displayName co ${quoted(text)}`;

/** groupsQuery reads directory groups by name, page after page; text finds those whose name contains it. */
export const groupsQuery = (text = '') =>
  infiniteQueryOptions({
    queryKey: [...directoryKey, 'groups', text],
    queryFn: ({ pageParam }) => data(api.GET('/directory/groups', { params: { query: { limit: 50, cursor: pageParam, filter: text ? namedLike(text) : undefined } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** groupQuery reads one directory group. */
export const groupQuery = (id: string) =>
  queryOptions({ queryKey: [...directoryKey, 'group', id], queryFn: () => data(api.GET('/directory/groups/{id}', { params: { path: { id } } })) });

/** membersQuery reads the members of a directory group, page after page. */
export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...directoryKey, 'members', id],
    queryFn: ({ pageParam }) => data(api.GET('/directory/groups/{id}/members', { params: { path: { id }, query: { limit: 100, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** directoryUserQuery reads a person as an identity provider pushed them. */
export const directoryUserQuery = (id: string) =>
  queryOptions({ queryKey: [...directoryKey, 'user', id], queryFn: () => data(api.GET('/directory/users/{id}', { params: { path: { id } } })) });
