import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Toggle from '@cloudscape-design/components/toggle';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import type { Rule } from '../../api/rules';
import { href } from '../../app/links';
import { FindingBadges } from './findings';

export type Deed = 'edit' | 'up' | 'down' | 'top' | 'bottom' | 'place' | 'copy' | 'delete';

/** nameOf is what a rule is called: its description, or its place. */
export function useNameOf(): (rule: Rule) => string {
  const { t } = useTranslation('rule');
  return (rule) => rule.description || t('numbered', { position: rule.position });
}

/** RuleName is a rule's place and name; its name leads to where it is edited. */
export function RuleName({ rule, findings }: { rule: Rule; findings: Schema<'FindingView'>[] }) {
  const { t } = useTranslation('rules');
  const name = useNameOf()(rule);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Box variant="strong" className="numbers">
        {rule.position}.
      </Box>
      <Link href={href(`/rules/${rule.id}`)} fontSize="heading-s">
        <span className="user-text">{name}</span>
      </Link>
      {rule.enabled === false && <Badge>{t('row.off')}</Badge>}
      <FindingBadges findings={findings} />
    </SpaceBetween>
  );
}

interface RuleActionsProps {
  rule: Rule;
  count: number;
  /** Why nothing can be changed. */
  blocked?: string;
  /** Why nothing can be moved, although it could be changed. */
  fixed?: string;
  toggle: (enabled: boolean) => void;
  act: (deed: Deed) => void;
}

/** RuleActions are the switch of a rule and its menu. */
export function RuleActions({ rule, count, blocked, fixed, toggle, act }: RuleActionsProps) {
  const { t } = useTranslation('rules');
  const name = useNameOf()(rule);
  const still = blocked ?? fixed;
  const move = (id: Deed, impossible: boolean) => ({ id, text: t(`deed.${id}`), disabled: !!still || impossible, disabledReason: still });
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      <Toggle checked={rule.enabled !== false} disabled={!!blocked} ariaLabel={t('row.switch', { name })} onChange={({ detail }) => toggle(detail.checked)} />
      <ButtonDropdown
        variant="icon"
        ariaLabel={t('row.menu', { name })}
        expandToViewport
        onItemClick={({ detail }) => act(detail.id as Deed)}
        items={[
          { id: 'edit', text: t('deed.edit') },
          { id: 'copy', text: t('deed.copy'), disabled: !!blocked, disabledReason: blocked },
          move('up', rule.position === 1),
          move('down', rule.position === count),
          move('top', rule.position === 1),
          move('bottom', rule.position === count),
          move('place', count < 2),
          { id: 'delete', text: t('deed.delete'), disabled: !!blocked, disabledReason: blocked },
        ]}
      />
    </SpaceBetween>
  );
}
