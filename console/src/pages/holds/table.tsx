import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useTranslation } from 'react-i18next';
import { holdsQuery, type Hold, type HoldState } from '../../api/holds';
import { saveCSV } from '../../common/csv';
import { useWhole } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty, NoMatch } from '../../common/states';
import { Time } from '../../common/time';
import { SaveTable } from '../../common/save-table';

const types: Record<HoldState, 'pending' | 'success' | 'stopped' | 'info'> = { open: 'pending', approved: 'success', rejected: 'stopped', expired: 'stopped', void: 'info' };

interface HoldsTableProps {
  holds: Hold[];
  loading: boolean;
  state: string;
  filter: (state: string) => void;
  chosen: string | undefined;
  choose: (hold: string) => void;
}

/** HoldsTable lists holds; the one that is chosen is decided below. */
export function HoldsTable({ holds, loading, state, filter, chosen, choose }: HoldsTableProps) {
  const { t } = useTranslation(['holds', 'common']);
  const number = useNumber();
  const whole = useWhole();
  const csv = async () => saveCSV([['id', 'kind', 'state', 'users', 'since', 'reason'], ...(await whole(holdsQuery((state || undefined) as HoldState | undefined))).map((h) => [h.id, h.kind, h.state, h.users, h.since, h.decided?.reason ?? ''])], 'holds.csv');
  const all = { value: '', label: t('holds:all') };
  const options = [all, ...(Object.keys(types) as HoldState[]).map((s) => ({ value: s as string, label: t(`holds:state.${s}`) }))];
  return (
    <Table
      items={holds}
      trackBy="id"
      loading={loading}
      loadingText={t('common:state.loading')}
      wrapLines
      selectionType="single"
      selectedItems={holds.filter((h) => h.id === chosen)}
      onSelectionChange={({ detail }) => detail.selectedItems[0] && choose(detail.selectedItems[0].id)}
      onRowClick={({ detail }) => choose(detail.item.id)}
      ariaLabels={{ tableLabel: t('holds:title'), selectionGroupLabel: t('holds:choose'), itemSelectionLabel: (_, h) => t('holds:chooseOne', { kind: t(`holds:kind.${h.kind}`) }) }}
      filter={<Select ariaLabel={t('holds:filter')} options={options} selectedOption={options.find((o) => o.value === state) ?? all} onChange={({ detail }) => filter(detail.selectedOption.value ?? '')} />}
      empty={state ? <NoMatch clear={() => filter('')} /> : <Empty title={t('holds:empty.title')} text={t('holds:empty.text')} />}
      header={<Header actions={<SaveTable save={csv} empty={holds.length === 0} />}>{t('holds:title')}</Header>}
      columnDefinitions={[
        { id: 'kind', header: t('holds:column.kind'), isRowHeader: true, minWidth: 180, cell: (h) => t(`holds:kind.${h.kind}`) },
        { id: 'state', header: t('holds:column.state'), minWidth: 130, cell: (h) => <StatusIndicator type={types[h.state]}>{t(`holds:state.${h.state}`)}</StatusIndicator> },
        { id: 'users', header: t('holds:column.users'), minWidth: 100, cell: (h) => <span className="numbers">{number(h.users)}</span> },
        { id: 'since', header: t('holds:column.since'), minWidth: 140, cell: (h) => <Time at={h.since} /> },
        { id: 'reason', header: t('holds:column.reason'), minWidth: 160, cell: (h) => <span className="user-text">{h.decided?.reason || '-'}</span> },
      ]}
    />
  );
}
