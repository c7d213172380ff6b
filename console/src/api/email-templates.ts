import { queryOptions } from '@tanstack/react-query';
import { catalogueKey } from './catalogue';
import { api, data, ifMatch, versioned, type Schema } from './client';
import { all } from './pages';

export type EmailTemplateBody = Schema<'EmailTemplateBody'>;
export type MailVariant = Schema<'MailVariant'>;
export type Preview = Schema<'PreviewView'>;
export type Variable = Schema<'VariableView'>;
export type TemplateVersion = Schema<'TemplateVersionView'>;
type Language = NonNullable<Schema<'PreviewBody'>['language']>;

const key = [...catalogueKey, 'email-templates'] as const;

/** readEmailTemplate reads the newest version of a template of welcome mails, and the version that a write must name. */
export const readEmailTemplate = (id: string) => versioned(api.GET('/email-templates/{id}', { params: { path: { id } } }));

export const emailTemplateQuery = (id: string) => queryOptions({ queryKey: [...key, id], queryFn: () => readEmailTemplate(id) });

export const createEmailTemplate = (body: EmailTemplateBody) => versioned(api.POST('/email-templates', { body }));

/** replaceEmailTemplate saves the next version of a template. A draft is kept, and nobody is written to by it. */
export const replaceEmailTemplate = (id: string, body: EmailTemplateBody, etag: string, draft: boolean) =>
  versioned(api.PUT('/email-templates/{id}', { params: { path: { id }, query: { draft }, header: ifMatch(etag) }, body: body as Schema<'EmailTemplateView'> }));

/** deleteEmailTemplate takes a template away; rules that use it get the replacement. */
export const deleteEmailTemplate = (id: string, replacement?: string) => data(api.DELETE('/email-templates/{id}', { params: { path: { id }, query: { replacement } } }));

export const duplicateEmailTemplate = (id: string, name: string) => data(api.POST('/email-templates/{id}/duplicate', { params: { path: { id } }, body: { name } }));

/** templateVersionsQuery reads the saved versions of a template, newest first. */
export const templateVersionsQuery = (id: string) =>
  queryOptions({ queryKey: [...key, id, 'versions'], queryFn: () => all((cursor) => data(api.GET('/email-templates/{id}/versions', { params: { path: { id }, query: { cursor } } }))) });

/** publishEmailTemplate has mails written by a saved version, if the template is as it was seen. */
export const publishEmailTemplate = (id: string, version: number, etag: string) => data(api.POST('/email-templates/{id}/publish', { params: { path: { id }, header: ifMatch(etag) }, body: { version } }));

/** testEmailTemplate sends a saved template to one of the addresses for tests. */
export const testEmailTemplate = (id: string, to: string, language: Language) => data(api.POST('/email-templates/{id}/test', { params: { path: { id } }, body: { to, language } }));

/** variablesQuery reads what templates may name. */
export const variablesQuery = () =>
  queryOptions({ queryKey: ['mail-variables'], staleTime: Infinity, queryFn: () => all((cursor) => data(api.GET('/email-templates/variables', { params: { query: { cursor } } }))) });

/** previewUnsaved fills in what is being edited, for a sample person. A Problem names the members at fault with line and column. */
export const previewUnsaved = (variants: Record<string, MailVariant>, language: Language) => data(api.POST('/email-templates/preview', { body: { variants, language } }));

/** testAddressesQuery reads where test mails may go. */
export const testAddressesQuery = () => queryOptions({ queryKey: ['settings', 'test-addresses'], queryFn: async () => (await data(api.GET('/account/settings'))).mails.testAddresses });
