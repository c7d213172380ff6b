import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import { useTranslation } from 'react-i18next';
import { ClashModal } from '../../common/clash';
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
  const { t } = useTranslation('rules');
  const wanted = over(mine, theirs);
  return (
    <ClashModal
      title={t('clash.title')}
      text={t('clash.text')}
      theirs={{ text: t('clash.keep'), act: close }}
      mine={{ text: t('clash.insist'), act: () => { insist(wanted); close(); } }}
      close={close}
    >
      <ColumnLayout columns={2}>
        <Order title={t('clash.theirs')} rules={theirs} />
        <Order title={t('clash.mine')} rules={wanted} />
      </ColumnLayout>
    </ClashModal>
  );
}
