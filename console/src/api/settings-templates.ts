import { queryOptions } from '@tanstack/react-query';
import { catalogueKey } from './catalogue';
import { api, data, ifMatch, versioned, type Schema } from './client';

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
