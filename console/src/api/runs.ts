import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, listed, type Schema } from './client';
import { all } from './pages';

export type Run = Schema<'RunView'>;
export type Result = Schema<'ResultView'>;
export type Failure = Schema<'FailureView'>;
export type Verdict = Result['verdicts'][number];

/** Everything about runs shares this key. */
export const runsKey = ['runs'] as const;

/** Everything about failures shares this key. */
export const failuresKey = ['failures'] as const;

/** isRunOver tells that a run has ended, in whatever way. */
export const isRunOver = (run: Run) => run.state !== 'planning' && run.state !== 'running';

/** runsQuery reads runs, newest first, page after page; often while the newest goes on. */
export const runsQuery = () =>
  infiniteQueryOptions({
    queryKey: [...runsKey, 'list'],
    queryFn: ({ pageParam }) => data(api.GET('/sync/runs', { params: { query: { limit: 30, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.some((run) => !isRunOver(run)) ? 2_000 : false),
  });

export const runKey = (id: string) => [...runsKey, id] as const;

/** readRun reads a run; with `wait` at its end, or after so many seconds. */
export const readRun = (id: string, wait?: number) => data(api.GET('/sync/runs/{id}', { params: { path: { id }, query: { wait } } }));

/** startRun syncs everybody now. */
export const startRun = () => data(api.POST('/sync/runs'));

/** cancelRun has a run end early. */
export const cancelRun = (id: string) => data(api.POST('/sync/runs/{id}/cancel', { params: { path: { id } } }));

/** retryRun syncs users of a run once more: those named, or all whom it left with a failure. */
export const retryRun = (id: string, users?: string[]) => data(api.POST('/sync/runs/{id}/retry', { params: { path: { id } }, body: users ? { users } : {} }));

/** resultsQuery reads what a run found of each user, page after page. */
export const resultsQuery = (id: string, verdict?: Verdict) =>
  infiniteQueryOptions({
    queryKey: [...runKey(id), 'results', verdict],
    queryFn: ({ pageParam }) => listed(api.GET('/sync/runs/{id}/results', { params: { path: { id }, query: { verdict, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** failuresQuery reads what keeps users from what rules give, by cause. */
export const failuresQuery = () => queryOptions({ queryKey: [...failuresKey, 'causes'], queryFn: () => all((cursor) => data(api.GET('/sync/failures', { params: { query: { cursor } } }))) });

/** failedUsersQuery reads the users with one failure, page after page. */
export const failedUsersQuery = (code: string) =>
  infiniteQueryOptions({
    queryKey: [...failuresKey, code],
    queryFn: ({ pageParam }) => listed(api.GET('/sync/failures/{code}/users', { params: { path: { code }, query: { limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** retryFailure syncs everybody once more who has a failure; without a code, any failure. */
export const retryFailure = (code?: string) =>
  data(code ? api.POST('/sync/failures/{code}/retry', { params: { path: { code } } }) : api.POST('/sync/failures/retry'));
