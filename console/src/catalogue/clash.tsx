import Table from '@cloudscape-design/components/table';
import { useTranslation } from 'react-i18next';
import { ClashModal } from '../common/clash';

/** Said is one value of a form in words. */
export interface Said {
  label: string;
  value: string;
}

interface ClashProps {
  theirs: Said[];
  mine: Said[];
  /** Forgets what was typed. */
  take: () => void;
  /** Goes on with what was typed: saving then writes over theirs. */
  close: () => void;
}

/** ClashDialog shows what somebody else saved beside what was typed, where they differ. */
export function ClashDialog({ theirs, mine, take, close }: ClashProps) {
  const { t } = useTranslation('catalogue');
  const value = (list: Said[], label: string) => list.find((one) => one.label === label)?.value || '-';
  const labels = [...new Set([...theirs, ...mine].map((one) => one.label))];
  const rows = labels.map((label) => ({ label, theirs: value(theirs, label), mine: value(mine, label) })).filter((row) => row.theirs !== row.mine);
  return (
    <ClashModal
      title={t('clash.title')}
      text={t('clash.text')}
      theirs={{ text: t('clash.take'), act: take }}
      mine={{ text: t('clash.keep'), act: close }}
      close={close}
    >
      <Table
        variant="embedded"
        wrapLines
        items={rows}
        trackBy="label"
        ariaLabels={{ tableLabel: t('clash.title') }}
        columnDefinitions={[
          { id: 'label', header: t('clash.field'), isRowHeader: true, cell: (row) => row.label },
          { id: 'theirs', header: t('clash.theirs'), cell: (row) => <span className="user-text">{row.theirs}</span> },
          { id: 'mine', header: t('clash.mine'), cell: (row) => <span className="user-text">{row.mine}</span> },
        ]}
      />
    </ClashModal>
  );
}
