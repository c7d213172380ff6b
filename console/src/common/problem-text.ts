import { useTranslation } from 'react-i18next';
import { asProblem } from '../api/problem';
import type { Namespaces } from '../i18n/namespaces';

type Words = keyof Namespaces['errors'];

/** Failures that any request can have, by code; what concerns one thing is said in the words of the server. */
const byCode: Record<string, Words> = { network: 'network', unauthenticated: 'unauthenticated', cross_site: 'cross_site', stale: 'stale', internal: 'internal', unavailable: 'unavailable' };

/** What a status means where the server said nothing more, or was not reached. */
const byStatus: Record<number, Words> = { 0: 'network', 401: 'unauthenticated', 403: 'forbidden', 404: 'not_found', 412: 'stale', 429: 'busy', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable' };

/** useWordsOf gives a failure in words: in the language of the page where every request can fail so, else the server's sentence. */
export function useWordsOf(): (error: unknown) => string {
  const { t } = useTranslation('errors');
  return (error) => {
    const problem = asProblem(error);
    const words = byCode[problem.code] ?? (problem.message ? undefined : byStatus[problem.status]);
    return words ? t(words) : problem.message || t('internal');
  };
}
