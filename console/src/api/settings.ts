import { queryOptions } from '@tanstack/react-query';
import { api, data, type Schema } from './client';

export type Settings = Schema<'SettingsView'>;
export type SettingsBody = Schema<'SettingsBody'>;

export const settingsKey = ['settings'] as const;

/** settingsQuery reads the settings of the account. */
export const settingsQuery = () => queryOptions({ queryKey: [...settingsKey, 'all'], queryFn: () => data(api.GET('/account/settings')) });

/** patchSettings changes settings; what is absent stays. */
export const patchSettings = (body: SettingsBody) => data(api.PATCH('/account/settings', { body }));
