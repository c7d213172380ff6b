import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client';
import type { Show } from '../../api/plans';
import { useNumber } from '../../common/numbers';

type Numbers = Schema<'PlanTotals'>;

/** What is counted and which part of the table it stands for: removals first. */
const counted: { show: Show; count: (t: Numbers) => number }[] = [
  { show: 'everything', count: (n) => n.everything },
  { show: 'losing', count: (n) => n.losing },
  { show: 'suspended', count: (n) => n.suspended },
  { show: 'admins', count: (n) => n.adminsMade + n.adminsGone },
  { show: 'failing', count: (n) => n.failing },
  { show: 'gaining', count: (n) => n.gaining },
  { show: 'new', count: (n) => n.new },
  { show: 'restored', count: (n) => n.restored },
  { show: 'mails', count: (n) => n.mails },
];

interface TotalsProps {
  totals: Numbers;
  show: Show | undefined;
  choose: (show: Show | undefined) => void;
}

/** Totals counts what would happen; each number is a button that shows whom it counts. */
export function Totals({ totals, show, choose }: TotalsProps) {
  const { t } = useTranslation('preview');
  const number = useNumber();
  const line = (name: Show | undefined, label: string, count: number) => ({
    label,
    value: (
      <Box fontSize="heading-l">
        {count === 0 ? (
          number(count)
        ) : (
          <Link fontSize="heading-l" ariaLabel={t('totals.show', { what: label, count: number(count) })} onFollow={() => choose(show === name ? undefined : name)}>
            {number(count)}
          </Link>
        )}
      </Box>
    ),
  });
  return (
    <Container header={<Header variant="h2" description={t('totals.of', { count: totals.users, users: number(totals.users) })}>{t('totals.title')}</Header>}>
      <KeyValuePairs columns={4} items={[line(undefined, t('totals.changed'), totals.changed), ...counted.map(({ show: name, count }) => line(name, t(`show.${name}`), count(totals)))]} />
    </Container>
  );
}
