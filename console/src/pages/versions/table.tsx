import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useTranslation } from 'react-i18next';
import type { Version } from '../../api/rules';
import { saveCSV } from '../../common/csv';
import { useNumber } from '../../common/numbers';
import { Empty } from '../../common/states';
import { Time } from '../../common/time';

interface VersionsTableProps {
  /** Newest first. */
  items: Version[];
  chosen: Version | undefined;
  choose: (revision: number) => void;
}

function useColumns(live: Version | undefined): TableProps.ColumnDefinition<Version>[] {
  const { t } = useTranslation('versions');
  return [
    {
      id: 'revision',
      header: t('column.revision'),
      isRowHeader: true,
      cell: (v) => (
        <>
          {t('revision', { revision: v.revision })} {v === live && <Badge color="green">{t('live')}</Badge>}
        </>
      ),
    },
    { id: 'published', header: t('column.published'), cell: (v) => <Time at={v.publishedAt} /> },
    { id: 'policy', header: t('column.policy'), cell: (v) => v.rulesVersion },
  ];
}

/** VersionsTable lists the revisions; one can be chosen. */
export function VersionsTable({ items, chosen, choose }: VersionsTableProps) {
  const { t } = useTranslation(['versions', 'common']);
  const number = useNumber();
  const columns = useColumns(items[0]);
  const csv = () => saveCSV([['revision', 'publishedAt', 'rulesVersion'], ...items.map((v) => [v.revision, v.publishedAt, v.rulesVersion])], 'rule-versions.csv');
  return (
    <Table
      columnDefinitions={columns}
      items={items}
      trackBy={(v) => String(v.revision)}
      selectionType="single"
      selectedItems={chosen ? [chosen] : []}
      onSelectionChange={({ detail }) => detail.selectedItems[0] && choose(detail.selectedItems[0].revision)}
      onRowClick={({ detail }) => choose(detail.item.revision)}
      ariaLabels={{
        tableLabel: t('versions:table'),
        selectionGroupLabel: t('versions:choose'),
        itemSelectionLabel: (_, v) => t('versions:revision', { revision: v.revision }),
      }}
      empty={<Empty title={t('versions:empty.title')} text={t('versions:empty.text')} />}
      header={
        <Header counter={`(${number(items.length)})`} actions={<Button iconName="download" disabled={items.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}>
          {t('versions:table')}
        </Header>
      }
    />
  );
}
