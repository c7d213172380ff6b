import Link from '@cloudscape-design/components/link';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { waitingQuery } from '../../api/products';
import { href } from '../../app/links';
import { saveCSV } from '../../common/csv';
import { useWhole } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty } from '../../common/states';
import { Time } from '../../common/time';
import { ListHeader, PagedTable } from '../../common/paged-table';
import { useNames } from '../../outcome/names';

/** WaitingLine is who waits for a seat of a product, in the order in which seats are given. */
export function WaitingLine({ product }: { product: string }) {
  const { t } = useTranslation(['products', 'common']);
  const number = useNumber();
  const names = useNames();
  const query = useInfiniteQuery(waitingQuery(product));
  const whole = useWhole();
  const csv = async () => saveCSV([['position', 'user', 'userName', 'rule', 'since'], ...(await whole(waitingQuery(product))).map((w) => [w.position, w.user, w.userName, w.rule ?? '', w.since])], `${product}-waiting.csv`);
  return (
    <PagedTable
      query={query}
      label={t('products:line')}
      trackBy="user"
      empty={<Empty title={t('products:lineEmpty')} text={t('products:lineEmptyText')} />}
      header={
        <ListHeader query={query} save={csv} variant="h2" description={t('products:lineLaw')}>
          {t('products:line')}
        </ListHeader>
      }
      columnDefinitions={[
        { id: 'position', header: t('products:position'), minWidth: 80, cell: (w) => <span className="numbers">{number(w.position)}</span> },
        { id: 'user', header: t('products:person'), isRowHeader: true, minWidth: 180, cell: (w) => <Link href={href(`/users/${w.user}`)}><span className="user-text">{w.userName || w.user}</span></Link> },
        { id: 'rule', header: t('products:because'), minWidth: 200, cell: (w) => (w.rule ? <span className="user-text">{names.rule(w.rule)}</span> : t('products:byHand')) },
        { id: 'since', header: t('products:since'), minWidth: 140, cell: (w) => <Time at={w.since} /> },
      ]}
    />
  );
}
