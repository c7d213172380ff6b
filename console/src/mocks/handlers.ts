import { http, HttpResponse } from 'msw';
import type { Schema } from '../api/client';
import type { Session } from '../app/session';

/** url is the address of a path of the admin API, as handlers want it. */
export const url = (path: string) => `*/api/v1${path}`;

export const session: Session = { account: { id: 'acc1', name: 'Example' }, scopes: ['read', 'write', 'owner'], key: { id: 'key1', name: 'console' } };

export const account: Schema<'OwnAccountView'> = { id: 'acc1', name: 'Example', createdAt: '2026-01-01T00:00:00Z', scimUrl: 'https://scim.example.com/scim/v2', tokenUrl: 'https://scim.example.com/scim/oauth/token' };

export const sync: Schema<'SyncView'> = {
  enabled: true,
  mail: true,
  quiet: false,
  schedule: { cron: '0 2 * * *', timeZone: 'UTC' },
  nextRunAt: null,
  pending: 0,
  mailPending: 0,
  users: 3,
  draft: false,
  failures: [],
  holds: [],
  current: null as never, // the document does not say that it can be null
  mailCircuit: null as never,
  switching: null as never,
};

/** problem answers as a failure does. */
export const problem = (status: number, code: string, detail = '', errors: { path: string; detail: string }[] = []) =>
  HttpResponse.json({ type: 'about:blank', title: '', status, code, detail, errors, requestId: 'req-1' }, { status, headers: { 'Content-Type': 'application/problem+json' } });

/** What every page asks for. */
export const handlers = [http.get(url('/session'), () => HttpResponse.json(session)), http.get(url('/account'), () => HttpResponse.json(account)), http.get(url('/sync'), () => HttpResponse.json(sync)), http.get(url('/connections'), () => HttpResponse.json({ items: [] })), http.get(url('/mailbox'), () => problem(404, 'not_found'))];
