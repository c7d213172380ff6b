import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { downloadTable } from '../../api/download';
import { failedUsersQuery } from '../../api/runs';
import { showFlash } from '../../app/flash';
import { href } from '../../app/links';
import { items, More } from '../../common/more';
import { useWordsOf } from '../../common/problem-text';
import { ErrorState } from '../../common/states';
import { Time } from '../../common/time';
import { useNames } from '../../outcome/names';

/** FailedUsers lists whom one cause concerns, with what it is about. */
export function FailedUsers({ code }: { code: string }) {
  const { t } = useTranslation(['failures', 'common']);
  const names = useNames();
  const words = useWordsOf();
  const query = useInfiniteQuery(failedUsersQuery(code));
  const save = useMutation({
    mutationFn: () => downloadTable(`/sync/failures/${code}/users`, `${code}.csv`),
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
  const about = (c: { rule?: string; subject?: string }) => (c.rule ? names.rule(c.rule) : c.subject ? names.product(c.subject) : '-');
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <SpaceBetween size="s">
      <Table
        variant="embedded"
        items={items(query.data)}
        trackBy="userId"
        loading={query.isPending}
        loadingText={t('common:state.loading')}
        wrapLines
        ariaLabels={{ tableLabel: t('failures:who') }}
        columnDefinitions={[
          { id: 'user', header: t('failures:user'), isRowHeader: true, cell: (u) => <Link href={href(`/users/${u.userId}`)}><span className="user-text">{u.userName || u.userId}</span></Link> },
          { id: 'about', header: t('failures:about'), cell: (u) => u.causes?.map((c, i) => <div key={i} className="user-text">{about(c)}</div>) ?? '-' },
          { id: 'since', header: t('failures:sinceColumn'), cell: (u) => <Time at={u.since} /> },
        ]}
      />
      <More query={query} />
      <Button iconName="download" loading={save.isPending} onClick={() => save.mutate()}>
        {t('common:downloadCsv')}
      </Button>
    </SpaceBetween>
  );
}
