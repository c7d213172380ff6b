import Link from '@cloudscape-design/components/link';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../api/rules';
import { href } from '../../app/links';
import { useNames } from '../../outcome/names';

/** UsedBy lists the live rules that name a directory group, themselves or in their condition. */
export function UsedBy({ group, rules }: { group: string; rules: Rule[] }) {
  const { t } = useTranslation('groups');
  const names = useNames();
  const using = rules.filter((r) => r.group === group || r.condition?.includes(group));
  if (using.length === 0) return <>{t('unused')}</>;
  return (
    <ul className="plain">
      {using.map((r) => (
        <li key={r.id}>
          <Link href={href(`/rules/${r.id}`)}>
            <span className="user-text">{names.rule(r.id)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
