import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadTable } from '../../api/download';
import { changesQuery, type Plan, type Show } from '../../api/plans';
import { href } from '../../app/links';
import { NoMatch } from '../../common/states';
import { PagedTable } from '../../common/paged-table';
import { SaveTable } from '../../common/save-table';
import { ChangeLines } from '../../outcome/change';
import { useNames } from '../../outcome/names';
import type { View } from './index';

const shows: Show[] = ['everything', 'losing', 'suspended', 'admins', 'failing', 'waiting', 'gaining', 'new', 'restored', 'mails'];

interface ChangesTableProps {
  plan: Plan;
  view: View;
  set: (change: Partial<View>) => void;
}

/** ChangesTable is what becomes of each person, before and after and by which rule. */
export function ChangesTable({ plan, view, set }: ChangesTableProps) {
  const { t } = useTranslation(['preview', 'common']);
  const filter = { show: view.show, product: view.product };
  const query = useInfiniteQuery(changesQuery(plan.id, filter));
  const clear = () => set({ show: undefined, product: undefined });
  return (
    <PagedTable
      query={query}
      label={t('preview:changes.title')}
      trackBy="userId"
      empty={<NoMatch clear={clear} />}
      filter={<Filters plan={plan} view={view} set={set} />}
      header={
        <Header variant="h2" actions={<SaveTable save={() => downloadTable(`/plans/${plan.id}/changes${narrowed(view)}`, `preview-${plan.id}.csv`)} />}>
          {t('preview:changes.title')}
        </Header>
      }
      columnDefinitions={[
        {
          id: 'user',
          header: t('preview:changes.user'),
          isRowHeader: true,
          minWidth: 200,
          cell: (c) => (
            <Link href={href(`/users/${c.userId}`)}>
              <span className="user-text">{c.displayName || c.userName}</span>
            </Link>
          ),
        },
        { id: 'changes', header: t('preview:changes.what'), minWidth: 320, cell: (c) => <ChangeLines draft change={c} label={t('preview:changes.of', { name: c.displayName || c.userName })} /> },
      ]}
    />
  );
}

function Filters({ plan, view, set }: ChangesTableProps) {
  const { t } = useTranslation('preview');
  const names = useNames();
  const everything = { value: '', label: t('changes.all') };
  const kinds = [everything, ...shows.map((s) => ({ value: s as string, label: t(`show.${s}`) }))];
  const anyProduct = { value: '', label: t('changes.anyProduct') };
  const products = [anyProduct, ...(plan.seats ?? []).map((s) => ({ value: s.key, label: names.product(s.key) }))];
  return (
    <SpaceBetween direction="horizontal" size="s">
      <Select ariaLabel={t('changes.filter')} options={kinds} selectedOption={kinds.find((o) => o.value === (view.show ?? '')) ?? everything} onChange={({ detail }) => set({ show: (detail.selectedOption.value || undefined) as Show | undefined })} />
      {products.length > 1 && (
        <Select ariaLabel={t('changes.product')} options={products} selectedOption={products.find((o) => o.value === (view.product ?? '')) ?? anyProduct} onChange={({ detail }) => set({ product: detail.selectedOption.value || undefined })} />
      )}
    </SpaceBetween>
  );
}

/** narrowed is the query of what the table is narrowed by. */
function narrowed({ show, product }: View): string {
  const query = new URLSearchParams(Object.entries({ show, product }).filter((e): e is [string, string] => !!e[1])).toString();
  return query && `?${query}`;
}
