import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useTranslation } from 'react-i18next';
import type { Rule } from '../../api/rules';

interface ClashProps {
  theirs: Rule[];
  mine: Rule[];
  /** Saves the order that was wanted over the one that is there now. */
  insist: (order: Rule[]) => void;
  close: () => void;
}

/** over is the order that was wanted, of the rules that there are now: what is new stays at its end, what is gone stays gone. */
export function over(mine: Rule[], theirs: Rule[]): Rule[] {
  const kept = mine.flatMap((rule) => theirs.filter((other) => other.id === rule.id));
  return [...kept, ...theirs.filter((rule) => !kept.includes(rule))];
}

function Order({ title, rules }: { title: string; rules: Rule[] }) {
  const { t } = useTranslation('rule');
  return (
    <div>
      <Box variant="h3">{title}</Box>
      <ol aria-label={title}>
        {rules.map((rule) => (
          <li key={rule.id} className="user-text">
            {rule.description || t('unnamed')}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** ClashDialog shows what somebody else did beside what was wanted, and has one of the two be chosen. */
export function ClashDialog({ theirs, mine, insist, close }: ClashProps) {
  const { t } = useTranslation(['rules', 'common']);
  const wanted = over(mine, theirs);
  return (
    <Modal
      visible
      size="large"
      header={t('rules:clash.title')}
      closeAriaLabel={t('common:close')}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button onClick={close}>{t('rules:clash.keep')}</Button>
            <Button variant="primary" onClick={() => { insist(wanted); close(); }}>
              {t('rules:clash.insist')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{t('rules:clash.text')}</Box>
        <ColumnLayout columns={2}>
          <Order title={t('rules:clash.theirs')} rules={theirs} />
          <Order title={t('rules:clash.mine')} rules={wanted} />
        </ColumnLayout>
      </SpaceBetween>
    </Modal>
  );
}
