import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import Button from '@cloudscape-design/components/button';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usersQuery } from '../../api/users';
import { href } from '../../app/links';
import { saveCSV } from '../../common/csv';
import { items, More } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { Empty, ErrorState } from '../../common/states';
import { useNames } from '../../outcome/names';

/** Members is the people in a user group, and why they are in it. */
export function Members({ group }: { group: string }) {
  const { t } = useTranslation(['user-groups', 'common']);
  const number = useNumber();
  const names = useNames();
  const query = useInfiniteQuery(usersQuery({ userGroup: group }));
  const people = items(query.data);
  const csv = () => saveCSV([['userName', 'displayName', 'rule'], ...people.map((u) => [u.userName, u.displayName, u.userGroup.rule ?? ''])], 'user-group-members.csv');
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <SpaceBetween size="s">
      <Table
        items={people}
        trackBy="id"
        wrapLines
        loading={query.isPending}
        loadingText={t('common:state.loading')}
        ariaLabels={{ tableLabel: t('user-groups:members') }}
        empty={<Empty title={t('user-groups:membersEmpty')} text={t('user-groups:membersEmptyText')} />}
        header={
          <Header
            variant="h2"
            counter={query.isPending ? undefined : `(${number(people.length)}${query.hasNextPage ? '+' : ''})`}
            actions={<Button iconName="download" disabled={people.length === 0} onClick={csv}>{t('common:downloadCsv')}</Button>}
          >
            {t('user-groups:members')}
          </Header>
        }
        columnDefinitions={[
          { id: 'name', header: t('user-groups:person'), isRowHeader: true, minWidth: 180, cell: (u) => <Link href={href(`/users/${u.id}`)}><span className="user-text">{u.displayName || u.userName}</span></Link> },
          { id: 'userName', header: t('user-groups:userName'), minWidth: 180, cell: (u) => <span className="user-text">{u.userName}</span> },
          { id: 'rule', header: t('user-groups:because'), minWidth: 200, cell: (u) => (u.userGroup.rule ? <span className="user-text">{names.rule(u.userGroup.rule)}</span> : t('user-groups:byHand')) },
        ]}
      />
      <More query={query} />
    </SpaceBetween>
  );
}
