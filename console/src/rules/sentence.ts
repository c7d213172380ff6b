import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import { useList } from '../common/numbers';
import type { Names } from './names';

type Body = Schema<'RuleChange'>;

/** useSentences says what a rule does: whole sentences, one for each slot that it has an opinion on. */
export function useSentences(names: Names): (rule: Body) => string[] {
  const { t } = useTranslation('rule');
  const list = useList();
  return (rule) => {
    const group = names.group(rule.group ?? '');
    const products = (rule.products ?? []).map((p) => (p.plan ? t('sentence.plan', { product: names.product(p.key), plan: p.plan }) : names.product(p.key)));
    const some = rule.condition ? 'Some' : 'All';
    const said = [products.length > 0 ? t(`sentence.products${some}`, { group, products: list(products) }) : t(`sentence.nothing${some}`, { group })];
    const { role, userGroup, settingsTemplate, language, welcomeMail } = rule;
    if (role?.kind === 'admin') said.push(t('sentence.admin'));
    if (role?.kind === 'member') said.push(t('sentence.member'));
    if (role?.kind === 'manager') {
      const managed = role.managedGroups;
      const whom = managed === 'all' ? t('sentence.allGroups') : managed?.length ? list(managed.map(names.userGroup)) : t('sentence.nobody');
      said.push(t('sentence.manager', { count: role.privileges?.length ?? 0, whom }));
    }
    if (userGroup) said.push(userGroup === 'none' ? t('sentence.noUserGroup') : t('sentence.userGroup', { group: names.userGroup(userGroup) }));
    if (settingsTemplate) said.push(t('sentence.settings', { template: settingsTemplate === 'default' ? t('choice.default') : names.settingsTemplate(settingsTemplate) }));
    if (language) said.push(t('sentence.language', { language: names.language(language) }));
    if (welcomeMail === 'none') said.push(t('sentence.noMail'));
    else if (welcomeMail && welcomeMail !== 'default') said.push(t('sentence.mail', { template: names.mail(welcomeMail) }));
    return said;
  };
}
