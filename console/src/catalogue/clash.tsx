import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useTranslation } from 'react-i18next';

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
  const { t } = useTranslation(['catalogue', 'common']);
  const value = (list: Said[], label: string) => list.find((one) => one.label === label)?.value || '-';
  const labels = [...new Set([...theirs, ...mine].map((one) => one.label))];
  const rows = labels.map((label) => ({ label, theirs: value(theirs, label), mine: value(mine, label) })).filter((row) => row.theirs !== row.mine);
  return (
    <Modal
      visible
      size="large"
      header={t('catalogue:clash.title')}
      closeAriaLabel={t('common:close')}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" onClick={take}>{t('catalogue:clash.take')}</Button>
            <Button formAction="none" variant="primary" onClick={close}>{t('catalogue:clash.keep')}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{t('catalogue:clash.text')}</Box>
        <Table
          variant="embedded"
          wrapLines
          items={rows}
          trackBy="label"
          ariaLabels={{ tableLabel: t('catalogue:clash.title') }}
          columnDefinitions={[
            { id: 'label', header: t('catalogue:clash.field'), isRowHeader: true, cell: (row) => row.label },
            { id: 'theirs', header: t('catalogue:clash.theirs'), cell: (row) => <span className="user-text">{row.theirs}</span> },
            { id: 'mine', header: t('catalogue:clash.mine'), cell: (row) => <span className="user-text">{row.mine}</span> },
          ]}
        />
      </SpaceBetween>
    </Modal>
  );
}
