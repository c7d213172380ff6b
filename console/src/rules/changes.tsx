import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { Difference } from '../api/rules';
import { useList } from '../common/numbers';
import { useMember } from './members';

const colours = { added: 'green', removed: 'red', changed: 'blue', moved: 'grey' } as const;

/** Changes is how two lists of rules differ, a line for each rule. */
export function Changes({ changes, label }: { changes: Difference[]; label: string }) {
  const { t } = useTranslation('rule');
  if (changes.length === 0) return <Box>{t('change.none')}</Box>;
  return (
    <ul aria-label={label} className="plain">
      {changes.map((change) => (
        <li key={change.rule}>
          <Change change={change} />
        </li>
      ))}
    </ul>
  );
}

function Change({ change }: { change: Difference }) {
  const { t } = useTranslation('rule');
  const list = useList();
  const member = useMember();
  const { kind, from = 0, to = 0 } = change;
  const moved = from && to && from !== to;
  return (
    <SpaceBetween size="xs" direction="horizontal" alignItems="center">
      <Badge color={colours[kind]}>{t(`change.${kind}`)}</Badge>
      <span className="user-text">{change.description || t('unnamed')}</span>
      <Box variant="span" color="text-body-secondary">
        {moved ? t('change.places', { from, to }) : t('change.place', { place: to || from })}
        {change.members?.length ? ` · ${list(change.members.map(member))}` : ''}
      </Box>
    </SpaceBetween>
  );
}
