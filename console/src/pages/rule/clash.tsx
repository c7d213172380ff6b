import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation(['rule', 'common']);
  const names = useNames([theirs.group ?? '', mine.group ?? '']);
  const sentences = useSentences(names);
  const side = (title: string, rule: Rule | Schema<'CreateRuleInputBody'>) => (
    <div>
      <Box variant="h3">{title}</Box>
      <Box variant="p">
        <strong className="user-text">{rule.description || t('rule:unnamed')}</strong>
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
    <Modal
      visible
      size="large"
      header={t('rule:clash.title')}
      closeAriaLabel={t('common:close')}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" onClick={take}>{t('rule:clash.take')}</Button>
            <Button formAction="none" variant="primary" onClick={insist}>{t('rule:clash.insist')}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{t('rule:clash.text')}</Box>
        <ColumnLayout columns={2}>
          {side(t('rule:clash.theirs'), theirs)}
          {side(t('rule:clash.mine'), mine)}
        </ColumnLayout>
      </SpaceBetween>
    </Modal>
  );
}
