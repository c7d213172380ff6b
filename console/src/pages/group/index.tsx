import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { groupQuery, membersQuery, type DirectoryGroup } from '../../api/directory';
import { liveRulesQuery } from '../../api/live';
import { href, useParam } from '../../app/links';
import { Page } from '../../app/page';
import { saveCSV } from '../../common/csv';
import { useWhole } from '../../common/more';
import { Empty, Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { ListHeader, PagedTable } from '../../common/paged-table';
import { UsedBy } from '../groups/used-by';

/** GroupPage is a directory group: which rules use it, and who is in it. */
export default function GroupPage() {
  const { t } = useTranslation('groups');
  const id = useParam('id') ?? '';
  const query = useQuery(groupQuery(id));
  return (
    <Page
      title={query.data?.displayName ?? t('one')}
      above={[{ text: t('title'), path: '/groups' }]}
      actions={<Button href={href(`/rules/new?group=${encodeURIComponent(id)}`)}>{t('createRule')}</Button>}
    >
      <Loaded query={query}>
        {(group) => (
          <SpaceBetween size="l">
            <About group={group} />
            <Members id={group.id} />
          </SpaceBetween>
        )}
      </Loaded>
    </Page>
  );
}

function About({ group }: { group: DirectoryGroup }) {
  const { t } = useTranslation('groups');
  const rules = useQuery(liveRulesQuery()).data?.items ?? [];
  return (
    <Container header={<Header variant="h2">{t('about')}</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('column.rules'), value: <UsedBy group={group.id} rules={rules} /> },
          { label: t('column.modified'), value: <Time at={group.modifiedAt} /> },
          { label: t('created'), value: <Time at={group.createdAt} /> },
        ]}
      />
    </Container>
  );
}

function Members({ id }: { id: string }) {
  const { t } = useTranslation(['groups', 'common']);
  const query = useInfiniteQuery(membersQuery(id));
  const whole = useWhole();
  const csv = async () => saveCSV([['id', 'type', 'userName', 'displayName', 'direct'], ...(await whole(membersQuery(id))).map((m) => [m.id, m.type, m.userName ?? '', m.displayName ?? '', String(m.direct)])], `group-${id}-members.csv`);
  return (
    <PagedTable
      query={query}
      label={t('groups:members')}
      trackBy="id"
      empty={<Empty title={t('groups:noMembers.title')} text={t('groups:noMembers.text')} />}
      header={<ListHeader query={query} save={csv}>{t('groups:members')}</ListHeader>}
      columnDefinitions={[
        {
          id: 'name',
          header: t('groups:column.member'),
          minWidth: 180,
          isRowHeader: true,
          cell: (m) => <Link href={href(m.type === 'Group' ? `/groups/${m.id}` : `/users/${m.id}`)}><span className="user-text">{m.displayName || m.userName || m.id}</span></Link>,
        },
        { id: 'userName', header: t('groups:column.userName'), minWidth: 200, cell: (m) => <span className="user-text">{m.userName || '-'}</span> },
        { id: 'how', header: t('groups:column.how'), minWidth: 130, cell: (m) => (m.type === 'Group' ? t('groups:how.group') : m.direct ? t('groups:how.direct') : t('groups:how.nested')) },
      ]}
    />
  );
}
