import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Button from '@cloudscape-design/components/button';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { waitingQuery } from '../../api/products';
import { href } from '../../app/links';
import { saveCSV } from '../../common/csv';
import { items, More } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty, ErrorState } from '../../common/states';
import { Time } from '../../common/time';
import { useNames } from '../../outcome/names';

/** WaitingLine is who waits for a seat of a product, in the order in which seats are given. */
export function WaitingLine({ product }: { product: string }) {
  const { t } = useTranslation(['products', 'common']);
  const number = useNumber();
  const names = useNames();
  const query = useInfiniteQuery(waitingQuery(product));
  const line = items(query.data);
  const csv = () => saveCSV([['position', 'user', 'userName', 'rule', 'since'], ...line.map((w) => [w.position, w.user, w.userName, w.rule ?? '', w.since])], `${product}-waiting.csv`);
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <SpaceBetween size="s">
      <Table
        items={line}
        trackBy="user"
        wrapLines
        loading={query.isPending}
        loadingText={t('common:state.loading')}
        ariaLabels={{ tableLabel: t('products:line') }}
        empty={<Empty title={t('products:lineEmpty')} text={t('products:lineEmptyText')} />}
        header={
          <Header
            variant="h2"
            description={t('products:lineLaw')}
            counter={query.isPending ? undefined : `(${number(line.length)}${query.hasNextPage ? '+' : ''})`}
            actions={<Button iconName="download" disabled={line.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}
          >
            {t('products:line')}
          </Header>
        }
        columnDefinitions={[
          { id: 'position', header: t('products:position'), minWidth: 80, cell: (w) => <span className="numbers">{number(w.position)}</span> },
          { id: 'user', header: t('products:person'), isRowHeader: true, minWidth: 180, cell: (w) => <Link href={href(`/users/${w.user}`)}><span className="user-text">{w.userName || w.user}</span></Link> },
          { id: 'rule', header: t('products:because'), minWidth: 200, cell: (w) => (w.rule ? <span className="user-text">{names.rule(w.rule)}</span> : t('products:byHand')) },
          { id: 'since', header: t('products:since'), minWidth: 140, cell: (w) => <Time at={w.since} /> },
        ]}
      />
      <More query={query} />
    </SpaceBetween>
  );
}
