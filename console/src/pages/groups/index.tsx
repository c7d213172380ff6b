import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { groupsQuery, type DirectoryGroup } from '../../api/directory';
import { liveRulesQuery } from '../../api/live';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { saveCSV } from '../../common/csv';
import { useWhole } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty, NoMatch } from '../../common/states';
import { Time } from '../../common/time';
import { useURLState } from '../../common/url-state';
import { ListHeader, PagedTable } from '../../common/paged-table';
import { Search } from '../../common/search';
import { UsedBy } from './used-by';

const view = z.object({ text: z.string().catch('').default('') });

/** Groups is what identity providers pushed, and which rules use it. */
export default function Groups() {
  const { t } = useTranslation(['groups', 'common']);
  const [{ text }, set] = useURLState(view);
  const query = useInfiniteQuery(groupsQuery(text));
  const columns = useColumns();
  const whole = useWhole();
  const csv = async () => saveCSV([['id', 'displayName', 'modifiedAt'], ...(await whole(groupsQuery(text))).map((g) => [g.id, g.displayName, g.modifiedAt])], 'directory-groups.csv');
  return (
    <Page title={t('groups:title')} description={t('groups:description')}>
      <PagedTable
        query={query}
        label={t('groups:title')}
        trackBy="id"
        columnDefinitions={columns}
        filter={<Search text={text} set={(next) => set({ text: next })} label={t('common:field.filter')} placeholder={t('common:field.filter')} />}
        empty={text ? <NoMatch clear={() => set({ text: '' })} /> : <NoGroups />}
        header={
          <ListHeader query={query} save={csv}>
            {t('groups:title')}
          </ListHeader>
        }
      />
    </Page>
  );
}

function NoGroups() {
  const { t } = useTranslation(['groups', 'common']);
  return <Empty title={t('groups:empty.title')} text={t('groups:empty.text')} action={<Button href={href('/connections')}>{t('common:navigation.connections')}</Button>} />;
}

function useColumns(): TableProps.ColumnDefinition<DirectoryGroup>[] {
  const { t } = useTranslation('groups');
  const number = useNumber();
  const rules = useQuery(liveRulesQuery()).data?.items ?? [];
  return [
    { id: 'name', header: t('column.name'), isRowHeader: true, minWidth: 200, cell: (g) => <Link href={href(`/groups/${g.id}`)}><span className="user-text">{g.displayName}</span></Link> },
    { id: 'members', header: t('members'), minWidth: 100, cell: (g) => <span className="numbers">{g.members === null ? '-' : number(g.members)}</span> },
    { id: 'rules', header: t('column.rules'), minWidth: 220, cell: (g) => <UsedBy group={g.id} rules={rules} /> },
    { id: 'modified', header: t('column.modified'), minWidth: 140, cell: (g) => <Time at={g.modifiedAt} /> },
    { id: 'action', header: t('column.action'), minWidth: 150, cell: (g) => <Link href={href(`/rules/new?group=${encodeURIComponent(g.id)}`)} ariaLabel={t('createRuleFor', { group: g.displayName })}>{t('createRule')}</Link> },
  ];
}
