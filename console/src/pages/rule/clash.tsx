import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import { useTranslation } from 'react-i18next';
import { ClashModal } from '../../common/clash';
import type { Schema } from '../../api/client';
import type { Rule } from '../../api/rules';
import { useNames } from '../../rules/names';
import { useSentences } from '../../rules/sentence';

interface ClashProps {
  theirs: Rule;
  mine: Schema<'CreateRuleInputBody'>;
  /** Forgets what was typed. */
  take: () => void;
  /** Goes on with what was typed: saving then writes over theirs, knowingly. */
  insist: () => void;
  close: () => void;
}

/** ClashDialog shows a rule as somebody else left it beside what was typed. */
export function ClashDialog({ theirs, mine, take, insist, close }: ClashProps) {
  const { t } = useTranslation('rule');
  const names = useNames([theirs.group ?? '', mine.group ?? '']);
  const sentences = useSentences(names);
  const side = (title: string, rule: Rule | Schema<'CreateRuleInputBody'>) => (
    <div>
      <Box variant="h3">{title}</Box>
      <Box variant="p">
        <strong className="user-text">{rule.description || t('unnamed')}</strong>
      </Box>
      <ul className="plain">
        {sentences(rule as Rule).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {rule.condition && <Box variant="code">{rule.condition}</Box>}
    </div>
  );
  return (
    <ClashModal
      title={t('clash.title')}
      text={t('clash.text')}
      theirs={{ text: t('clash.take'), act: take }}
      mine={{ text: t('clash.insist'), act: insist }}
      close={close}
    >
      <ColumnLayout columns={2}>
        {side(t('clash.theirs'), theirs)}
        {side(t('clash.mine'), mine)}
      </ColumnLayout>
    </ClashModal>
  );
}
