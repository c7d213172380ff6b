import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadTable } from '../../api/download';
import { changesQuery, type Plan, type Show } from '../../api/plans';
import { showFlash } from '../../app/flash';
import { href } from '../../app/links';
import { items, More } from '../../common/more';
import { useWordsOf } from '../../common/problem-text';
import { ErrorState, NoMatch } from '../../common/states';
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
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <SpaceBetween size="l">
      <Table
        items={items(query.data)}
        trackBy="userId"
        loading={query.isPending}
        loadingText={t('common:state.loading')}
        wrapLines
        ariaLabels={{ tableLabel: t('preview:changes.title') }}
        empty={<NoMatch clear={clear} />}
        filter={<Filters plan={plan} view={view} set={set} />}
        header={
          <Header variant="h2" actions={<Download plan={plan} view={view} />}>
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
      <More query={query} />
    </SpaceBetween>
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

/** Download saves the table as CSV, with the filter that is on. */
function Download({ plan, view }: { plan: Plan; view: View }) {
  const { t } = useTranslation('common');
  const words = useWordsOf();
  const query = new URLSearchParams(Object.entries({ show: view.show, product: view.product }).filter((e): e is [string, string] => !!e[1])).toString();
  const save = useMutation({
    mutationFn: () => downloadTable(`/plans/${plan.id}/changes${query ? `?${query}` : ''}`, `preview-${plan.id}.csv`),
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
  return (
    <Button iconName="download" loading={save.isPending} onClick={() => save.mutate()}>
      {t('downloadCsv')}
    </Button>
  );
}
