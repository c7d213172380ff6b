import type { Schema } from '../../api/client';
import type { Settings, SettingsBody } from '../../api/settings';

export type Schedule = Schema<'ScheduleBody'> | null;

/** Values is the settings as the form holds them: numbers and lists as the text that is typed. */
export interface Values {
  defaultLanguage: string;
  reviewRules: boolean;
  roles: string[];
  domains: string;
  scheduled: boolean;
  cron: string;
  timeZone: string;
  mail: boolean;
  quiet: boolean;
  redirectTo: string;
  signInUrl: string;
  contact: string;
  testAddresses: string;
  noticeAddresses: string;
  noticeLanguage: string;
  runHeld: boolean;
  runFailed: boolean;
  tokenExpiring: boolean;
  seatsLow: boolean;
  seatsPercent: string;
  everythingMin: string;
  everythingPercent: string;
  productMin: string;
  productPercent: string;
  hourlyMin: string;
  hourlyPercent: string;
  group: string;
  mails: string;
  days: string;
  wait: boolean;
}

const usualCron = '0 2 * * *';
const text = (lines: string[]) => lines.join('\n');

/** lines is a text with one thing a line, or with commas. */
export const lines = (typed: string) => typed.split(/[\n,;]/).map((line) => line.trim()).filter(Boolean);

/** valuesOf is settings as the form holds them. */
export const valuesOf = (s: Settings, schedule: Schedule): Values => ({
  defaultLanguage: s.defaultLanguage, reviewRules: s.reviewRules, roles: s.rolesAssignableByRule, domains: text(s.verifiedDomains),
  scheduled: schedule !== null, cron: schedule?.cron ?? usualCron, timeZone: schedule?.timeZone || Intl.DateTimeFormat().resolvedOptions().timeZone,
  mail: s.mail, quiet: s.mails.quiet, redirectTo: s.mails.redirectTo, signInUrl: s.mails.signInUrl, contact: s.mails.contact, testAddresses: text(s.mails.testAddresses),
  noticeAddresses: text(s.notices.addresses), noticeLanguage: s.notices.language,
  runHeld: s.notices.runHeld, runFailed: s.notices.runFailed, tokenExpiring: s.notices.tokenExpiring, seatsLow: s.notices.seatsLow.enabled, seatsPercent: String(s.notices.seatsLow.percent),
  everythingMin: String(s.guard.everything.min), everythingPercent: String(s.guard.everything.percent),
  productMin: String(s.guard.product.min), productPercent: String(s.guard.product.percent),
  hourlyMin: String(s.guard.hourly.min), hourlyPercent: String(s.guard.hourly.percent),
  group: String(s.guard.group), mails: String(s.guard.mails), days: String(s.guard.days), wait: s.guard.wait,
});

/** bodyOf is what the form says, as the server takes it. */
export const bodyOf = (v: Values): SettingsBody => ({
  defaultLanguage: v.defaultLanguage, mail: v.mail, reviewRules: v.reviewRules, rolesAssignableByRule: v.roles, verifiedDomains: lines(v.domains),
  mails: { quiet: v.quiet, redirectTo: v.redirectTo.trim(), signInUrl: v.signInUrl.trim(), contact: v.contact.trim(), testAddresses: lines(v.testAddresses) },
  notices: {
    addresses: lines(v.noticeAddresses), language: v.noticeLanguage, runHeld: v.runHeld, runFailed: v.runFailed, tokenExpiring: v.tokenExpiring,
    seatsLow: { enabled: v.seatsLow, percent: Number(v.seatsPercent) },
  },
  guard: {
    everything: { min: Number(v.everythingMin), percent: Number(v.everythingPercent) },
    product: { min: Number(v.productMin), percent: Number(v.productPercent) },
    hourly: { min: Number(v.hourlyMin), percent: Number(v.hourlyPercent) },
    group: Number(v.group), mails: Number(v.mails), days: Number(v.days), wait: v.wait,
  },
});

/** scheduleOf is the schedule as the form says it. */
export const scheduleOf = (v: Values): Schedule => (v.scheduled ? { cron: v.cron.trim(), timeZone: v.timeZone } : null);

/** timesOf is what of the form is no setting: when everybody is synced. */
export const timesOf = ({ scheduled, cron, timeZone }: Values) => ({ scheduled, cron, timeZone });

const fields: [prefix: string, name: keyof Values][] = [
  ['defaultLanguage', 'defaultLanguage'], ['rolesAssignableByRule', 'roles'], ['verifiedDomains', 'domains'], ['schedule.cron', 'cron'], ['schedule.timeZone', 'timeZone'],
  ['mails.redirectTo', 'redirectTo'], ['mails.signInUrl', 'signInUrl'], ['mails.contact', 'contact'], ['mails.testAddresses', 'testAddresses'],
  ['notices.addresses', 'noticeAddresses'], ['notices.language', 'noticeLanguage'], ['notices.seatsLow', 'seatsPercent'],
  ['guard.everything.min', 'everythingMin'], ['guard.everything', 'everythingPercent'], ['guard.product.min', 'productMin'], ['guard.product', 'productPercent'],
  ['guard.hourly.min', 'hourlyMin'], ['guard.hourly', 'hourlyPercent'], ['guard.group', 'group'], ['guard.mails', 'mails'], ['guard.days', 'days'],
];

/** at is the field of the form for a member of the request. */
export const at = (path: string): keyof Values | undefined => fields.find(([prefix]) => path.startsWith(prefix))?.[1];
