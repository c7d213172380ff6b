import { queryOptions } from '@tanstack/react-query';
import { api, data, ifMatch, versioned, type Schema } from './client';
import { all } from './pages';

export type Rule = Schema<'RuleView'>;
export type Difference = Schema<'RuleDifference'>;
export type Draft = Schema<'DraftView'>;
export type Version = Schema<'RulesVersionView'>;

/** Everything below /rules shares this key: a write makes all of it be read again. */
export const rulesKey = ['rules'] as const;

/** rulesQuery reads the rules as they are edited, strongest first, with the version that a write must name. */
export const rulesQuery = () =>
  queryOptions({
    queryKey: [...rulesKey, 'list'],
    queryFn: () => versioned(api.GET('/rules', { params: { query: { limit: 1000 } } })),
  });

/** draftQuery reads whether there is a draft, and how it differs from what is live. */
export const draftQuery = () =>
  queryOptions({ queryKey: [...rulesKey, 'draft'], queryFn: () => versioned(api.GET('/rules/draft')) });

/** lintQuery reads what is wrong in the rules, or probably not meant. */
export const lintQuery = () =>
  queryOptions({
    queryKey: [...rulesKey, 'lint'],
    queryFn: () => all((cursor) => data(api.GET('/rules/lint', { params: { query: { cursor } } }))),
  });

/** effectsQuery reads for how many people each rule decides, where that was counted for exactly these rules. */
export const effectsQuery = () => queryOptions({ queryKey: [...rulesKey, 'effects'], queryFn: () => data(api.GET('/rules/effects')) });

/** versionsQuery reads the revisions that were live, newest first. */
export const versionsQuery = () =>
  queryOptions({
    queryKey: [...rulesKey, 'versions'],
    queryFn: () => all((cursor) => data(api.GET('/rules/versions', { params: { query: { cursor } } }))),
  });

/** comparedQuery reads the rules of a revision, and how the live ones, the draft or those of another revision differ from it. */
export const comparedQuery = (revision: number, compare: string) =>
  queryOptions({
    queryKey: [...rulesKey, 'versions', revision, compare],
    queryFn: () => data(api.GET('/rules/versions/{revision}', { params: { path: { revision: String(revision) }, query: { compare } } })),
  });

/** restore makes the rules of a revision the draft; the version is of the draft that its author has seen. */
export const restore = (revision: number, etag: string) =>
  data(api.POST('/rules/versions/{revision}/restore', { params: { path: { revision: String(revision) }, header: ifMatch(etag) } }));

/** RuleBody is a rule as it is written. */
export type RuleBody = Schema<'RuleChange'>;

/** orderRules puts the rules into another order: every id once, strongest first. */
export const orderRules = (ids: string[], etag: string) => versioned(api.PUT('/rules/order', { params: { header: ifMatch(etag) }, body: { ids } }));

/** patchRule changes members of a rule; null takes an opinion away. */
export const patchRule = (id: string, change: RuleBody, etag: string) =>
  versioned(api.PATCH('/rules/{id}', { params: { path: { id }, header: ifMatch(etag) }, body: change, headers: { 'Content-Type': 'application/merge-patch+json' } }));

/** deleteRule takes a rule out of the draft. */
export const deleteRule = (id: string, etag: string) => data(api.DELETE('/rules/{id}', { params: { path: { id }, header: ifMatch(etag) } }));

/** discardDraft has the rules be edited as they are live again. */
export const discardDraft = (etag: string) => data(api.DELETE('/rules/draft', { params: { header: ifMatch(etag) } }));

/** createRule adds a rule to the draft, at the end or at a position. */
export const createRule = (rule: Schema<'CreateRuleInputBody'>, etag: string) => versioned(api.POST('/rules', { params: { header: ifMatch(etag) }, body: rule }));

/** replaceRule puts a rule in the place of what it was. */
export const replaceRule = (id: string, rule: RuleBody, etag: string) => versioned(api.PUT('/rules/{id}', { params: { path: { id }, header: ifMatch(etag) }, body: rule }));
