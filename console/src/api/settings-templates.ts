import { queryOptions } from '@tanstack/react-query';
import { catalogueKey } from './catalogue';
import { api, data, ifMatch, versioned, type Schema } from './client';
import { all } from './pages';

export type SettingsTemplateBody = Schema<'SettingsTemplateBody'>;

/** readSettingsTemplate reads one settings template, and the version that a write must name. */
export const readSettingsTemplate = (id: string) => versioned(api.GET('/settings-templates/{id}', { params: { path: { id } } }));

export const settingsTemplateQuery = (id: string) => queryOptions({ queryKey: [...catalogueKey, 'settings-templates', id], queryFn: () => readSettingsTemplate(id) });

export const createSettingsTemplate = (body: SettingsTemplateBody) => data(api.POST('/settings-templates', { body }));

/** replaceSettingsTemplate saves the next version of a settings template. */
export const replaceSettingsTemplate = (id: string, body: SettingsTemplateBody, etag: string) =>
  data(api.PUT('/settings-templates/{id}', { params: { path: { id }, header: ifMatch(etag) }, body: body as Schema<'SettingsTemplateView'> }));

/** deleteSettingsTemplate takes a settings template away; rules that use it get the replacement. */
export const deleteSettingsTemplate = (id: string, replacement?: string) => data(api.DELETE('/settings-templates/{id}', { params: { path: { id }, query: { replacement } } }));

/** settingsVersionsQuery reads the saved versions of a settings template, newest first. */
export const settingsVersionsQuery = (id: string) =>
  queryOptions({
    queryKey: [...catalogueKey, 'settings-templates', id, 'versions'],
    queryFn: () => all((cursor) => data(api.GET('/settings-templates/{id}/versions', { params: { path: { id }, query: { cursor } } }))),
  });

/** settingsVersionQuery reads what a version says. */
export const settingsVersionQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...catalogueKey, 'settings-templates', id, 'versions', version],
    queryFn: () => data(api.GET('/settings-templates/{id}/versions/{version}', { params: { path: { id, version: String(version) } } })),
  });

/** restoreSettingsTemplate saves an earlier version as the next one, if the template is as it was seen. */
export const restoreSettingsTemplate = (id: string, version: number, etag: string) =>
  data(api.POST('/settings-templates/{id}/versions/{version}/restore', { params: { path: { id, version: String(version) }, header: ifMatch(etag) } }));
