import { useTranslation } from 'react-i18next';
import type { Namespaces } from '../i18n/namespaces';

type Outcome = Namespaces['outcome'];

/** codes are the closed sets of words that the admin API answers with, each a branch of outcome.json. */
type Set = 'slot' | 'reason' | 'source' | 'problem' | 'remedy' | 'mail';

/** useCode puts a code into words; one that this console is too old to know stays as it is. */
export function useCode(): (set: Set, code: string) => string {
  const { t, i18n } = useTranslation('outcome');
  return (set, code) => {
    const key: string = `${set}.${code}`;
    return i18n.exists(key, { ns: 'outcome' }) ? t(key as 'slot.role') : code;
  };
}

/** A state of an account user, in colours of the design system. */
export const stateType: Record<string, 'success' | 'pending' | 'stopped' | 'info'> = { active: 'success', invited: 'pending', suspended: 'stopped', erased: 'info' };

export type StateKey = keyof Outcome['state'];
