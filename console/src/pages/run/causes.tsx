import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { resultsQuery, retryRun, runsKey, type Result, type Run } from '../../api/runs';
import { showFlash } from '../../app/flash';
import { href, useGo } from '../../app/links';
import { useMay } from '../../app/session';
import { items, More } from '../../common/more';
import { useNumber } from '../../common/numbers';
import { useWordsOf } from '../../common/problem-text';
import { Empty, ErrorState } from '../../common/states';
import { Loading } from '../../common/loading';
import { CureLinks } from '../../outcome/cure-links';
import { useCode } from '../../outcome/words';

/** byCause gathers results under each failure that they have, the most frequent first. */
export function byCause(results: Result[]): [code: string, people: Result[]][] {
  const causes = new Map<string, Result[]>();
  for (const result of results) for (const code of result.failures ?? []) causes.set(code, [...(causes.get(code) ?? []), result]);
  return [...causes].sort((a, b) => b[1].length - a[1].length);
}

/** Causes is what failed in a run by cause, each with its cure and a retry for one, some or all. */
export function Causes({ run }: { run: Run }) {
  const { t } = useTranslation('runs');
  const query = useInfiniteQuery(resultsQuery(run.id, 'failed'));
  const retry = useRetry(run);
  const causes = byCause(items(query.data));
  if (query.isError && !query.data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading />;
  if (causes.length === 0 && run.waiting > 0) return <Empty title={t('failures.empty.title')} text={t('failures.empty.waiting')} action={<Button href={href('/failures')}>{t('failures.empty.toFailures')}</Button>} />;
  if (causes.length === 0) return <Empty title={t('failures.empty.title')} text={t('failures.empty.text')} />;
  return (
    <SpaceBetween size="l">
      <Button loading={retry.isPending} disabled={retry.blocked !== undefined} disabledReason={retry.blocked} onClick={() => retry.mutate(undefined)}>
        {t('retry.all')}
      </Button>
      {causes.map(([code, people]) => (
        <Cause key={code} code={code} people={people} retry={retry} />
      ))}
      <More query={query} />
    </SpaceBetween>
  );
}

type Retry = ReturnType<typeof useRetry>;

function useRetry(run: Run) {
  const { t } = useTranslation(['runs', 'common']);
  const go = useGo();
  const client = useQueryClient();
  const words = useWordsOf();
  const may = useMay('write');
  const retry = useMutation({
    mutationFn: (users: string[] | undefined) => retryRun(run.id, users),
    onSuccess: async (next) => {
      showFlash({ type: 'success', content: t('runs:retry.started') });
      go(`/runs/${next.id}`);
      await client.invalidateQueries({ queryKey: runsKey });
    },
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
  return { ...retry, blocked: may ? undefined : t('common:state.forbidden.text', { scope: 'write' }) };
}

function Cause({ code, people, retry }: { code: string; people: Result[]; retry: Retry }) {
  const { t } = useTranslation('runs');
  const word = useCode();
  const number = useNumber();
  const [chosen, setChosen] = useState<Result[]>([]);
  const again = (users: Result[]) => retry.mutate(users.map((u) => u.userId));
  return (
    <Container
      header={
        <Header
          variant="h2"
          counter={`(${number(people.length)})`}
          description={word('remedy', code)}
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button disabled={!!retry.blocked || chosen.length === 0} disabledReason={retry.blocked ?? t('retry.choose')} onClick={() => again(chosen)}>
                {t('retry.chosen')}
              </Button>
              <Button disabled={!!retry.blocked} disabledReason={retry.blocked} ariaLabel={t('retry.causeNamed', { cause: word('problem', code) })} onClick={() => again(people)}>
                {t('retry.cause')}
              </Button>
            </SpaceBetween>
          }
        >
          {word('problem', code)}
        </Header>
      }
    >
      <SpaceBetween size="s">
        <CureLinks code={code} label={t('failures.cure')} />
        <Box variant="code">{code}</Box>
        <Table
          variant="embedded"
          items={people}
          trackBy="userId"
          selectionType="multi"
          selectedItems={chosen}
          onSelectionChange={({ detail }) => setChosen(detail.selectedItems)}
          ariaLabels={{ tableLabel: word('problem', code), selectionGroupLabel: t('retry.select'), allItemsSelectionLabel: () => t('retry.selectAll'), itemSelectionLabel: (_, r) => t('retry.selectOne', { name: r.userName || r.userId }) }}
          columnDefinitions={[
            { id: 'user', header: t('column.user'), isRowHeader: true, minWidth: 180, cell: (r) => <Link href={href(`/users/${r.userId}`)}><span className="user-text">{r.userName || r.userId}</span></Link> },
            { id: 'retry', header: t('column.action'), cell: (r) => <Button variant="inline-link" wrapText={false} disabled={!!retry.blocked} ariaLabel={t('retry.oneNamed', { name: r.userName || r.userId })} onClick={() => again([r])}>{t('retry.one')}</Button> },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
}
