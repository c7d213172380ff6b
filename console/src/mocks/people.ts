import { http, HttpResponse } from 'msw';
import type { Decision, User } from '../api/users';
import { url } from './handlers';

/** user is somebody who has nothing special, but for what is said. */
export const user = (more: Partial<User> = {}): User => ({
  id: 'u1',
  directoryUserId: 'u1',
  userName: 'ann@example.com',
  displayName: 'Ann',
  state: 'active',
  products: [],
  role: { kind: 'member', rule: null },
  userGroup: { id: null, rule: null },
  settingsTemplate: { id: 'default', rule: null },
  language: { tag: 'de', source: 'rule', rule: 'r1' },
  welcomeMail: { template: 'default', state: 'sent', at: '2026-03-02T10:00:00Z' },
  pending: false,
  rulesVersion: 7,
  held: [],
  problems: [],
  ...more,
});

const slot = { losers: [], rule: null, source: 'default', stated: false };

/** decision is that two rules match: the first decides the language and gives one product, the second loses. */
export const decision: Decision = {
  rulesVersion: 7,
  rules: [{ rule: 'r1', matched: true }, { rule: 'r2', matched: true }, { rule: 'r3', matched: false, reason: 'not_member' }],
  products: [{ key: 'meeting', owner: 'rule', rule: 'r1', losers: [{ rule: 'r2', value: 'meeting', reason: 'same_value' }] }],
  refused: [{ key: 'webinar', rule: 'r2', reason: 'excluded', by: 'meeting' }],
  role: { ...slot, value: { kind: 'member' } },
  userGroup: { ...slot, value: null },
  settingsTemplate: { ...slot, value: 'default' },
  language: { ...slot, value: 'de', source: 'rule', rule: 'r1', stated: true, losers: [{ rule: 'r2', value: 'fr', reason: 'lower_priority' }] },
  welcomeMail: { ...slot, value: 'default' },
  problems: [],
};

const rule = (id: string, position: number, description: string) => ({ id, position, description, enabled: true, group: 'g1' });
const list = (path: string, items: unknown[]) => http.get(url(path), () => HttpResponse.json({ items }));

/** catalogue answers with what outcomes refer to. */
export const catalogue = [
  http.get(url('/rules'), () => HttpResponse.json({ items: [rule('r1', 1, 'Sales'), rule('r2', 2, 'Support'), rule('r3', 3, 'Leaders')] }, { headers: { ETag: '"7"' } })),
  list('/products', [{ key: 'meeting', name: 'Meeting', used: 0, waiting: 0, needed: 0 }, { key: 'webinar', name: 'Webinar', plans: ['pro'], used: 0, waiting: 0, needed: 0 }]),
  list('/user-groups', [{ id: 'ug1', name: 'EMEA' }]),
  list('/settings-templates', [{ id: 'default', name: 'Default' }]),
  list('/email-templates', [{ id: 'default', name: 'Default' }]),
];
