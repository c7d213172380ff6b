import { useTranslation } from 'react-i18next';
import type { Namespaces } from '../i18n/namespaces';

type Member = keyof Namespaces['rule']['member'];

const members: Member[] = ['description', 'enabled', 'group', 'condition', 'products', 'role', 'userGroup', 'settingsTemplate', 'language', 'welcomeMail'];

/** useMember names a member of a rule as people do. */
export function useMember(): (name: string) => string {
  const { t } = useTranslation('rule');
  return (name) => {
    const known = members.find((m) => m === name);
    return known ? t(`member.${known}`) : name;
  };
}
