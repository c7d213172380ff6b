import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';
import { all } from './pages';

export type Product = Schema<'ProductView'>;
export type UserGroup = Schema<'UserGroupView'>;
export type SettingsTemplate = Schema<'SettingsTemplateView'>;
export type EmailTemplate = Schema<'EmailTemplateView'>;

/** Everything that rules give shares this key: a write makes all of it be read again. */
export const catalogueKey = ['catalogue'] as const;

/** productsQuery reads all products, with their seats. */
export const productsQuery = () =>
  queryOptions({ queryKey: [...catalogueKey, 'products'], queryFn: () => all((cursor) => data(api.GET('/products', { params: { query: { cursor, limit: 1000 } } }))) });

/** userGroupsQuery reads all user groups. */
export const userGroupsQuery = () =>
  queryOptions({ queryKey: [...catalogueKey, 'user-groups'], queryFn: () => all((cursor) => data(api.GET('/user-groups', { params: { query: { cursor, limit: 1000 } } }))) });

/** settingsTemplatesQuery reads all settings templates. */
export const settingsTemplatesQuery = () =>
  queryOptions({ queryKey: [...catalogueKey, 'settings-templates'], queryFn: () => all((cursor) => data(api.GET('/settings-templates', { params: { query: { cursor, limit: 1000 } } }))) });

/** emailTemplatesQuery reads all templates of welcome mails. */
export const emailTemplatesQuery = () =>
  queryOptions({ queryKey: [...catalogueKey, 'email-templates'], queryFn: () => all((cursor) => data(api.GET('/email-templates', { params: { query: { cursor, limit: 1000 } } }))) });
