import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { groupsQuery, type DirectoryGroup } from '../../api/directory';
import { liveRulesQuery } from '../../api/live';
import { href } from '../../app/links';
import { Page } from '../../app/page';
import { saveCSV } from '../../common/csv';
import { items, More } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty, ErrorState, NoMatch } from '../../common/states';
import { Time } from '../../common/time';
import { useURLState } from '../../common/url-state';
import { UsedBy } from './used-by';

const view = z.object({ text: z.string().catch('').default('') });

/** Milliseconds after the last key until the list is asked for. */
const pause = 300;

/** Groups is what identity providers pushed, and which rules use it. */
export default function Groups() {
  const { t } = useTranslation(['groups', 'common']);
  const number = useNumber();
  const [{ text }, set] = useURLState(view);
  const query = useInfiniteQuery(groupsQuery(text));
  const groups = items(query.data);
  const columns = useColumns();
  const csv = () => saveCSV([['id', 'displayName', 'modifiedAt'], ...groups.map((g) => [g.id, g.displayName, g.modifiedAt])], 'directory-groups.csv');
  return (
    <Page title={t('groups:title')} description={t('groups:description')}>
      {query.isError && !query.data ? (
        <ErrorState error={query.error} retry={() => void query.refetch()} />
      ) : (
        <SpaceBetween size="l">
          <Table
            items={groups}
            trackBy="id"
            loading={query.isPending}
            loadingText={t('common:state.loading')}
            columnDefinitions={columns}
            wrapLines
            ariaLabels={{ tableLabel: t('groups:title') }}
            filter={<Search text={text} set={(next) => set({ text: next })} />}
            empty={text ? <NoMatch clear={() => set({ text: '' })} /> : <NoGroups />}
            header={
              <Header
                counter={query.isPending ? undefined : `(${number(groups.length)}${query.hasNextPage ? '+' : ''})`}
                actions={<Button iconName="download" disabled={groups.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}
              >
                {t('groups:title')}
              </Header>
            }
          />
          <More query={query} />
        </SpaceBetween>
      )}
    </Page>
  );
}

function NoGroups() {
  const { t } = useTranslation('groups');
  return <Empty title={t('empty.title')} text={t('empty.text')} />;
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

/** Search asks once the fingers rest. */
function Search({ text, set }: { text: string; set: (text: string) => void }) {
  const { t } = useTranslation('common');
  const [typed, setTyped] = useState(text);
  useEffect(() => setTyped(text), [text]);
  useEffect(() => {
    if (typed === text) return;
    const timer = setTimeout(() => set(typed), pause);
    return () => clearTimeout(timer);
  }, [typed, text, set]);
  return <Input type="search" value={typed} ariaLabel={t('field.filter')} placeholder={t('field.filter')} onChange={({ detail }) => setTyped(detail.value)} />;
}
