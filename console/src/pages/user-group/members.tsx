import Link from '@cloudscape-design/components/link';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usersQuery } from '../../api/users';
import { href } from '../../app/links';
import { saveCSV } from '../../common/csv';
import { useWhole } from '../../common/more';
import { Empty } from '../../common/states';
import { ListHeader, PagedTable } from '../../common/paged-table';
import { useNames } from '../../outcome/names';

/** Members is the people in a user group, and why they are in it. */
export function Members({ group }: { group: string }) {
  const { t } = useTranslation(['user-groups', 'common']);
  const names = useNames();
  const query = useInfiniteQuery(usersQuery({ userGroup: group }));
  const whole = useWhole();
  const csv = async () => saveCSV([['userName', 'displayName', 'rule'], ...(await whole(usersQuery({ userGroup: group }))).map((u) => [u.userName, u.displayName, u.userGroup.rule ?? ''])], 'user-group-members.csv');
  return (
    <PagedTable
      query={query}
      label={t('user-groups:members')}
      trackBy="id"
      empty={<Empty title={t('user-groups:membersEmpty')} text={t('user-groups:membersEmptyText')} />}
      header={
        <ListHeader query={query} save={csv} variant="h2">
          {t('user-groups:members')}
        </ListHeader>
      }
      columnDefinitions={[
        { id: 'name', header: t('user-groups:person'), isRowHeader: true, minWidth: 180, cell: (u) => <Link href={href(`/users/${u.id}`)}><span className="user-text">{u.displayName || u.userName}</span></Link> },
        { id: 'userName', header: t('user-groups:userName'), minWidth: 180, cell: (u) => <span className="user-text">{u.userName}</span> },
        { id: 'rule', header: t('user-groups:because'), minWidth: 200, cell: (u) => (u.userGroup.rule ? <span className="user-text">{names.rule(u.userGroup.rule)}</span> : t('user-groups:byHand')) },
      ]}
    />
  );
}
