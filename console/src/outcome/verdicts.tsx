import Alert from '@cloudscape-design/components/alert';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useTranslation } from 'react-i18next';
import type { Decision } from '../api/users';
import { href } from '../app/links';
import { useNumber } from '../common/numbers';
import { useNames } from './names';
import { useCode } from './words';

/** RuleVerdicts says of every rule whether it matches somebody, and if not, why not. */
export function RuleVerdicts({ decision }: { decision: Decision }) {
  const { t } = useTranslation('outcome');
  const names = useNames();
  const code = useCode();
  const number = useNumber();
  const matching = decision.rules.filter((r) => r.matched).length;
  return (
    <ExpandableSection variant="container" headerText={t('verdicts.title')} headerCounter={`(${number(matching)}/${number(decision.rules.length)})`} defaultExpanded={matching === 0}>
      {matching === 0 && <Alert type="info">{t('verdicts.none')}</Alert>}
      <ol className="plain" aria-label={t('verdicts.title')}>
        {decision.rules.map((r) => (
          <li key={r.rule}>
            <StatusIndicator type={r.matched ? 'success' : 'stopped'}>{r.matched ? t('verdicts.matches') : code('reason', r.reason ?? '')}</StatusIndicator>{' '}
            <Link href={href(`/rules/${r.rule}`)}>
              <span className="user-text">{names.rule(r.rule)}</span>
            </Link>
          </li>
        ))}
      </ol>
    </ExpandableSection>
  );
}
