import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { userGroupsQuery, type UserGroup } from '../../api/catalogue';
import { liveRulesQuery } from '../../api/live';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { UsedBy } from '../../catalogue/used-by';
import { saveCSV } from '../../common/csv';
import { useNumber } from '../../common/numbers';
import { Empty, ErrorState, NoMatch } from '../../common/states';
import { useURLState } from '../../common/url-state';
import { childrenOf, manages, pathOf } from './tree';

const view = z.object({ text: z.string().catch('').default('') });

/** UserGroups is the account's own groups as a tree, with the rules that put people into them. */
export default function UserGroups() {
  const { t } = useTranslation(['user-groups', 'common']);
  const number = useNumber();
  const [{ text }, set] = useURLState(view);
  const query = useQuery(userGroupsQuery());
  const groups = query.data ?? [];
  const [closed, setClosed] = useState<UserGroup[]>([]);
  const found = groups.filter((g) => g.name?.toLocaleLowerCase().includes(text.toLocaleLowerCase()));
  const parents = groups.filter((g) => childrenOf(groups, g.id).length > 0);
  const columns = useColumns(groups);
  const csv = () => saveCSV([['id', 'name', 'parent', 'path'], ...found.map((g) => [g.id, g.name ?? '', g.parent ?? '', pathOf(groups, g.id).map((p) => p.name).join(' / ')])], 'user-groups.csv');
  return (
    <Page title={t('user-groups:title')} description={t('user-groups:description')} actions={<Add primary />}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Table
          items={text ? found : childrenOf(groups)}
          trackBy="id"
          wrapLines
          loading={query.isPending}
          loadingText={t('common:state.loading')}
          columnDefinitions={columns}
          expandableRows={
            text
              ? undefined
              : {
                  getItemChildren: (g) => childrenOf(groups, g.id),
                  isItemExpandable: (g) => parents.includes(g),
                  expandedItems: parents.filter((g) => !closed.some((c) => c.id === g.id)),
                  onExpandableItemToggle: ({ detail }) => setClosed(detail.expanded ? closed.filter((c) => c.id !== detail.item.id) : [...closed, detail.item]),
                }
          }
          ariaLabels={{ tableLabel: t('user-groups:title'), expandButtonLabel: (g) => t('user-groups:expand', { name: g.name }), collapseButtonLabel: (g) => t('user-groups:collapse', { name: g.name }) }}
          filter={<TextFilter filteringText={text} filteringAriaLabel={t('common:field.filter')} filteringPlaceholder={t('common:field.filter')} filteringClearAriaLabel={t('common:field.clearFilter')} onChange={({ detail }) => set({ text: detail.filteringText })} />}
          empty={text ? <NoMatch clear={() => set({ text: '' })} /> : <Empty title={t('user-groups:empty')} text={t('user-groups:emptyText')} action={<Add />} />}
          header={
            <Header counter={query.isPending ? undefined : `(${number(found.length)})`} actions={<Button iconName="download" disabled={found.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}>
              {t('user-groups:title')}
            </Header>
          }
        />
      )}
    </Page>
  );
}

function Add({ primary }: { primary?: boolean }) {
  const { t } = useTranslation(['user-groups', 'common']);
  const may = useMay('write');
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  return (
    <Button variant={primary ? 'primary' : 'normal'} disabled={!!blocked} disabledReason={blocked} href={blocked ? undefined : href('/user-groups/_new')}>
      {t('user-groups:add')}
    </Button>
  );
}

function useColumns(groups: UserGroup[]): TableProps.ColumnDefinition<UserGroup>[] {
  const { t } = useTranslation('user-groups');
  const rules = useQuery(liveRulesQuery()).data?.items ?? [];
  return [
    { id: 'name', header: t('name'), isRowHeader: true, minWidth: 220, cell: (g) => <Link href={href(`/user-groups/${g.id}`)}><span className="user-text">{g.name}</span></Link> },
    { id: 'rules', header: t('rules'), minWidth: 220, cell: (g) => <UsedBy rules={rules.filter((r) => r.userGroup === g.id)} /> },
    { id: 'managers', header: t('managers'), minWidth: 220, cell: (g) => <UsedBy rules={rules.filter((r) => manages(r, groups, g.id))} /> },
    { id: 'people', header: t('people'), minWidth: 120, cell: (g) => <Link href={href(`/users?userGroup=${g.id}`)} ariaLabel={t('peopleOf', { name: g.name })}>{t('show')}</Link> },
    { id: 'add', header: t('action'), minWidth: 150, cell: (g) => <Link href={href(`/user-groups/_new?parent=${g.id}`)} ariaLabel={t('addBelowNamed', { name: g.name })}>{t('addBelow')}</Link> },
  ];
}
