import { useTranslation } from 'react-i18next';
import type { Said } from '../../catalogue/clash';
import type { Values } from './values';

/** Fields whose label has the name of its part of the page. */
const labels = {
  reviewRules: 'rules.review', roles: 'rules.roles', domains: 'rules.domains', defaultLanguage: 'rules.language',
  mail: 'mail.on', quiet: 'mail.quiet', signInUrl: 'mail.signInUrl', contact: 'mail.contact', redirectTo: 'mail.redirectTo', testAddresses: 'mail.testAddresses',
  noticeAddresses: 'notices.addresses', noticeLanguage: 'notices.language', runHeld: 'notices.runHeld', runFailed: 'notices.runFailed',
  tokenExpiring: 'notices.tokenExpiring', seatsLow: 'notices.seatsLow', seatsPercent: 'notices.seatsPercent',
  everythingMin: 'guard.everything', everythingPercent: 'guard.everythingPercent', productMin: 'guard.product', productPercent: 'guard.productPercent',
  hourlyMin: 'guard.hourly', hourlyPercent: 'guard.hourlyPercent', group: 'guard.group', mails: 'guard.mails', days: 'guard.days', wait: 'guard.wait',
} as const satisfies Partial<Record<keyof Values, string>>;

/** useSaid gives settings in words, to compare them with what somebody else saved. The schedule is not among them: it lives elsewhere. */
export function useSaid(): (values: Values) => Said[] {
  const { t } = useTranslation(['settings', 'outcome']);
  const said = (value: Values[keyof Values]) => {
    if (typeof value === 'boolean') return t(value ? 'outcome:yes' : 'outcome:no');
    return Array.isArray(value) ? value.join(', ') : value;
  };
  return (values) => (Object.keys(labels) as (keyof typeof labels)[]).map((name) => ({ label: t(`settings:${labels[name]}`), value: said(values[name]) }));
}
