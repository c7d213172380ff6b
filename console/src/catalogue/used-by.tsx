import Link from '@cloudscape-design/components/link';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../api/rules';
import { href } from '../app/links';
import { useNames } from '../outcome/names';

/** UsedBy links the live rules that name a thing. */
export function UsedBy({ rules }: { rules: Rule[] }) {
  const { t } = useTranslation('catalogue');
  const names = useNames();
  if (rules.length === 0) return <>{t('noRule')}</>;
  return (
    <ul className="plain">
      {rules.map((rule) => (
        <li key={rule.id}>
          <Link href={href(`/rules/${rule.id}`)}>
            <span className="user-text">{names.rule(rule.id)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
