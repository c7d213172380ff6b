import { queryOptions } from '@tanstack/react-query';
import { catalogueKey } from './catalogue';
import { api, data, ifMatch, versioned, type Schema } from './client';

export type UserGroupBody = Schema<'UserGroupBody'>;

/** readUserGroup reads one user group, and the version that a write must name. */
export const readUserGroup = (id: string) => versioned(api.GET('/user-groups/{id}', { params: { path: { id } } }));

export const userGroupQuery = (id: string) => queryOptions({ queryKey: [...catalogueKey, 'user-groups', id], queryFn: () => readUserGroup(id) });

export const createUserGroup = (body: UserGroupBody) => data(api.POST('/user-groups', { body }));

/** replaceUserGroup puts a user group in the place of what it was. */
export const replaceUserGroup = (id: string, body: UserGroupBody, etag: string) =>
  data(api.PUT('/user-groups/{id}', { params: { path: { id }, header: ifMatch(etag) }, body: body as Schema<'UserGroupView'> }));

export const deleteUserGroup = async (id: string) => {
  const { etag } = await readUserGroup(id);
  return data(api.DELETE('/user-groups/{id}', { params: { path: { id }, header: ifMatch(etag) } }));
};
