import { api, data, type Schema } from './client';

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
