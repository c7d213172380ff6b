import { http, HttpResponse } from 'msw';
import type { Rule } from '../api/rules';
import { url } from './handlers';

/** rule is a rule as the server shows it, with what a test says. */
export const rule = (id: string, position: number, more: Partial<Rule> = {}): Rule => ({ id, position, enabled: true, description: id, group: 'g1', products: [{ key: 'meeting' }], ...more });

/** What pages with rules ask for beside the rules. */
export const rulesWorld = [
  http.get(url('/directory/groups'), () =>
    HttpResponse.json({ items: [{ id: 'g1', displayName: 'Sales EMEA', connection: 'okta', members: 46, createdAt: '2026-01-01T00:00:00Z', modifiedAt: '2026-01-01T00:00:00Z', attributes: {} }] }),
  ),
  http.get(url('/products'), () =>
    HttpResponse.json({ items: [{ key: 'meeting', name: 'Meeting', seats: 50, plans: ['basic', 'pro'], used: 31, waiting: 0, needed: 31, over: 0 }, { key: 'connect', name: 'Connect', seats: null, plans: [], used: 3, waiting: 0, needed: 3, over: 0 }] }),
  ),
  http.get(url('/user-groups'), () => HttpResponse.json({ items: [{ id: 'ug1', name: 'Field' }] })),
  http.get(url('/settings-templates'), () => HttpResponse.json({ items: [{ id: 'default', name: 'Default', builtIn: true }, { id: 'st1', name: 'Strict', builtIn: false }] })),
  http.get(url('/email-templates'), () => HttpResponse.json({ items: [{ id: 'default', name: 'Default', builtIn: true }, { id: 'et1', name: 'Warm', builtIn: false }] })),
  http.get(url('/privileges'), () => HttpResponse.json({ items: ['manage_users', 'view_reports'] })),
  http.get(url('/rules/lint'), () => HttpResponse.json({ items: [] })),
  http.get(url('/rules/effects'), () => HttpResponse.json({ countedAt: null, items: [] })),
  http.get(url('/rules/draft'), () => HttpResponse.json({ exists: false, revision: 3, liveRevision: 3, modifiedAt: null, auto: false, changes: [] }, { headers: { ETag: '"3"' } })),
];

/** rulesAnswer is the list of rules with its version. */
export const rulesAnswer = (items: Rule[], etag = '"3"') => HttpResponse.json({ items, total: items.length }, { headers: { ETag: etag } });
