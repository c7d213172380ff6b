import { queryOptions } from '@tanstack/react-query';
import { api, ifMatch, versioned, type Schema } from './client';

export type Settings = Schema<'SettingsView'>;
export type SettingsBody = Schema<'SettingsBody'>;

export const settingsKey = ['settings'] as const;

/** readSettings reads the settings of the account, and the version that a write must name. */
export const readSettings = () => versioned(api.GET('/account/settings'));

/** settingsQuery is readSettings for a page. */
export const settingsQuery = () => queryOptions({ queryKey: [...settingsKey, 'all'], queryFn: readSettings });

/** patchSettings changes settings that are as they were seen; what is absent stays. */
export const patchSettings = (body: SettingsBody, etag: string) => versioned(api.PATCH('/account/settings', { params: { header: ifMatch(etag) }, body }));
