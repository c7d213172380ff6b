import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, data, listed, type Schema } from './client';

export type Plan = Schema<'PlanView'>;
export type PlanChange = Schema<'PlanChangeBody'>;

/** startPlan has worked out what a change would make of everybody; without one, what the draft would. `counts` has numbers alone, as fast as possible. */
export const startPlan = (change?: PlanChange, detail: Plan['detail'] = 'full') => data(api.POST('/plans', { body: { change, detail } }));

/** readPlan reads a plan; with `wait` when it is ready, or after so many seconds. */
export const readPlan = (id: string, wait?: number) => data(api.GET('/plans/{id}', { params: { path: { id }, query: { wait } } }));

/** planKey is where a plan is kept. */
export const planKey = (id: string) => ['plans', id] as const;

/** isPlanOver tells that a plan is worked out, or never will be. */
export const isPlanOver = (plan: Plan) => plan.state !== 'planning';

/** plansQuery reads the last plans, newest first. */
export const plansQuery = () => queryOptions({ queryKey: ['plans', 'list'], queryFn: async () => (await data(api.GET('/plans', { params: { query: { limit: 20 } } }))).items });

/** What of the changes of a plan is shown; absent: all. */
export type Show = 'gaining' | 'losing' | 'everything' | 'suspended' | 'restored' | 'new' | 'waiting' | 'admins' | 'mails' | 'failing';

/** changesQuery reads what a plan would make of each user, page after page. */
export const changesQuery = (id: string, filter: { show?: Show; product?: string; rule?: string }) =>
  infiniteQueryOptions({
    queryKey: [...planKey(id), 'changes', filter],
    queryFn: ({ pageParam }) => listed(api.GET('/plans/{id}/changes', { params: { path: { id }, query: { ...filter, limit: 50, cursor: pageParam } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
  });

/** cancelPlan stops working a plan out. */
export const cancelPlan = (id: string) => data(api.POST('/plans/{id}/cancel', { params: { path: { id } } }));

/** applyPlan makes exactly what the plan says come about; a Problem plan_stale when something moved in between. */
export const applyPlan = (id: string) => data(api.POST('/plans/{id}/apply', { params: { path: { id } } }));

/** approvePlan lets a plan go on that the guard holds. */
export const approvePlan = (id: string, reason: string) => data(api.POST('/plans/{id}/approve', { params: { path: { id } }, body: { reason } }));
