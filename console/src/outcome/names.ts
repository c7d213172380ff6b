import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { emailTemplatesQuery, productsQuery, settingsTemplatesQuery, userGroupsQuery } from '../api/catalogue';
import { liveRulesQuery } from '../api/live';
import { rulesQuery } from '../api/rules';
import { useLanguageName } from './language';

/** A slot of an outcome, as the admin API names it. */
export type Slot = 'role' | 'userGroup' | 'settingsTemplate' | 'language' | 'welcomeMail';

interface Named {
  id: string;
  name?: string;
}

const nameIn = (list: Named[] | undefined, id: string) => list?.find((thing) => thing.id === id)?.name || id;

/** useNames gives the names of what outcomes refer to by ids; an id of which nothing is known stays as it is. With `draft` rules are called as they are edited, else as they are live. */
export function useNames({ draft = false } = {}) {
  const { t } = useTranslation('outcome');
  const languageName = useLanguageName();
  const live = useQuery(liveRulesQuery()).data?.items;
  const edited = useQuery({ ...rulesQuery(), enabled: draft }).data?.items;
  const products = useQuery(productsQuery()).data;
  const userGroups = useQuery(userGroupsQuery()).data;
  const settings = useQuery(settingsTemplatesQuery()).data;
  const mails = useQuery(emailTemplatesQuery()).data;

  const rule = (id: string) => {
    const found = (draft && edited?.find((r) => r.id === id)) || live?.find((r) => r.id === id);
    if (!found && !(draft ? edited : live)) return '…';
    if (!found) return t('formerRule');
    return found.description ? t('rule', { position: found.position, description: found.description }) : t('ruleAlone', { position: found.position });
  };
  const product = (key: string, plan?: string) => {
    const name = products?.find((p) => p.key === key)?.name || key;
    return plan ? t('productWithPlan', { product: name, plan }) : name;
  };
  /** value is what a slot holds, in words. */
  const value = (slot: string, id: string | null | undefined): string => {
    if (slot === 'role') return t(id === 'admin' ? 'role.admin' : id === 'manager' ? 'role.manager' : 'role.member');
    if (!id || id === 'none') return t(slot === 'userGroup' ? 'none.userGroup' : 'none.other');
    if (slot === 'language') return languageName(id);
    if (slot === 'userGroup') return nameIn(userGroups, id);
    if (id === 'default') return t('default');
    return nameIn(slot === 'welcomeMail' ? mails : settings, id);
  };
  return { rule, product, value };
}
