import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../api/client';
import type { Decision, User } from '../api/users';
import { href } from '../app/links';
import { useNames, type Slot } from './names';
import { useCode } from './words';

type Loser = Schema<'LoserView'>;

/** Row is one thing that somebody could have: its value, who decided, and who lost. */
interface Row {
  id: string;
  what: string;
  value: string;
  /** Of a product: whether its seat is there yet. */
  waiting?: boolean;
  refused?: string;
  source: string;
  rule?: string | null;
  losers: { name: string; value: string; reason: string }[];
}

const slots: Slot[] = ['role', 'userGroup', 'settingsTemplate', 'language', 'welcomeMail'];

interface DecisionTableProps {
  decision: Decision;
  /** Whom it is about, where the decision is the one in force: it says which products wait for a seat. */
  user?: User;
}

/** useRows makes rows of a decision: products first, then what was refused, then the slots. */
function useRows(): (decision: Decision, user?: User) => Row[] {
  const { t } = useTranslation('outcome');
  const names = useNames();
  const code = useCode();
  const who = (l: { rule?: string; grant?: string }) => (l.rule ? names.rule(l.rule) : t('byHand'));
  const loser = (slot: Slot | 'products') => (l: Loser) => ({
    name: who(l),
    value: slot === 'products' ? (l.value ? names.product(l.value) : '') : names.value(slot, l.value),
    reason: l.by ? t('reasonBy', { reason: code('reason', l.reason), by: names.product(l.by) }) : code('reason', l.reason),
  });
  const valueOf = (d: Decision, slot: Slot) => (slot === 'role' ? d.role.value.kind : d[slot].value);
  return (d, user) => [
    ...d.products.map((p) => ({
      id: `product-${p.key}`,
      what: t('slot.product'),
      value: names.product(p.key, p.plan),
      waiting: user?.products.some((held) => held.key === p.key && held.state === 'waiting'),
      source: p.owner,
      rule: p.rule,
      losers: p.losers.map((l) => ({ ...loser('products')(l), value: l.value === p.key ? '' : l.value })),
    })),
    ...d.refused.map((r, i) => ({
      id: `refused-${i}`,
      what: t('slot.product'),
      value: names.product(r.key),
      refused: r.by ? t('reasonBy', { reason: code('reason', r.reason), by: names.product(r.by) }) : code('reason', r.reason),
      source: r.rule ? 'rule' : 'hand',
      rule: r.rule,
      losers: [],
    })),
    ...slots.map((slot) => ({ id: slot, what: code('slot', slot), value: names.value(slot, valueOf(d, slot)), source: d[slot].source, rule: d[slot].rule, losers: d[slot].losers.map(loser(slot)) })),
  ];
}

/** DecisionTable says what the rules give to somebody, and why: the winner of each thing, and every loser struck out with its reason. */
export function DecisionTable({ decision, user }: DecisionTableProps) {
  const { t } = useTranslation('outcome');
  const rows = useRows()(decision, user);
  return (
    <Table
      variant="container"
      wrapLines
      items={rows}
      trackBy="id"
      header={<Header description={t('decision.description')}>{t('decision.title')}</Header>}
      ariaLabels={{ tableLabel: t('decision.title') }}
      columnDefinitions={[
        { id: 'what', header: t('decision.what'), isRowHeader: true, minWidth: 130, cell: (r) => r.what },
        { id: 'value', header: t('decision.value'), minWidth: 160, cell: (r) => <Value row={r} /> },
        { id: 'by', header: t('decision.by'), minWidth: 200, cell: (r) => <DecidedBy row={r} /> },
        { id: 'losers', header: t('decision.losers'), minWidth: 240, cell: (r) => <Losers row={r} /> },
      ]}
    />
  );
}

function Value({ row }: { row: Row }) {
  const { t } = useTranslation('outcome');
  if (row.refused) return <s className="user-text">{row.value}</s>;
  if (row.waiting) return <StatusIndicator type="pending">{t('waitingFor', { product: row.value })}</StatusIndicator>;
  return <span className="user-text">{row.value}</span>;
}

function DecidedBy({ row }: { row: Row }) {
  const names = useNames();
  const code = useCode();
  if (row.refused) return <StatusIndicator type="stopped">{row.refused}</StatusIndicator>;
  if (row.rule) {
    return (
      <Link href={href(`/rules/${row.rule}`)}>
        <span className="user-text">{names.rule(row.rule)}</span>
      </Link>
    );
  }
  return <>{code('source', row.source)}</>;
}

function Losers({ row }: { row: Row }) {
  if (row.losers.length === 0) return <>-</>;
  return (
    <ul className="plain">
      {row.losers.map((l, i) => (
        <li key={i}>
          <s className="user-text">{l.value ? `${l.name}: ${l.value}` : l.name}</s>{' '}
          <Box variant="span" color="text-body-secondary">
            ({l.reason})
          </Box>
        </li>
      ))}
    </ul>
  );
}
