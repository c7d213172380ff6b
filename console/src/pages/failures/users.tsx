import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadTable } from '../../api/download';
import { failedUsersQuery } from '../../api/runs';
import { href } from '../../app/links';
import { Time } from '../../common/time';
import { PagedTable } from '../../common/paged-table';
import { SaveTable } from '../../common/save-table';
import { useNames } from '../../outcome/names';

/** FailedUsers lists whom one cause concerns, with what it is about. */
export function FailedUsers({ code }: { code: string }) {
  const { t } = useTranslation(['failures', 'common']);
  const names = useNames();
  const query = useInfiniteQuery(failedUsersQuery(code));
  const about = (c: { rule?: string; subject?: string }) => (c.rule ? names.rule(c.rule) : c.subject ? names.product(c.subject) : '-');
  return (
    <SpaceBetween size="s">
      <PagedTable
        query={query}
        label={t('failures:who')}
        variant="embedded"
        trackBy="userId"
        columnDefinitions={[
          { id: 'user', header: t('failures:user'), isRowHeader: true, minWidth: 200, cell: (u) => <Link href={href(`/users/${u.userId}`)}><span className="user-text">{u.userName || u.userId}</span></Link> },
          { id: 'about', header: t('failures:about'), minWidth: 160, cell: (u) => u.causes?.map((c, i) => <div key={i} className="user-text">{about(c)}</div>) ?? '-' },
          { id: 'since', header: t('failures:sinceColumn'), minWidth: 130, cell: (u) => <Time at={u.since} /> },
        ]}
      />
      <SaveTable save={() => downloadTable(`/sync/failures/${code}/users`, `${code}.csv`)} />
    </SpaceBetween>
  );
}
