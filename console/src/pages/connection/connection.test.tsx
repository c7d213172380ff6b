import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { account, problem, sync, url } from '../../mocks/handlers';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const settings = { patchAnswer: 'default', uniqueGroupNames: true, unknownMembers: 'refuse', inspector: 'all', onDelete: 'delete', requestsPerSecond: 0, trimSchema: false, me: '' };
const connection = { id: 'c1', name: 'Our Okta', kind: 'okta', state: 'active', createdAt: '2026-01-01T00:00:00Z', firstRequestAt: null as string | null, lastActivityAt: null as string | null, notices: [] as unknown[], settings };
const token = { id: 't1', name: 'First', createdAt: '2026-01-01T00:00:00Z', expiresAt: '2026-12-01T00:00:00Z', lastUsedAt: null, expiresInDays: 7, notice: 'expiring' };
const list = (path: string, items: unknown[]) => http.get(url(path), () => HttpResponse.json({ items }));
const one = (more: object = {}) => http.get(url('/connections/c1'), () => HttpResponse.json({ ...connection, ...more }, { headers: { ETag: '"1"' } }));

beforeEach(() => server.use(list('/connections/c1/tokens', []), list('/connections/c1/clients', []), list('/connections/c1/requests', [])));

pageStates('/connections', { path: '/connections', empty: { answer: { items: [] }, text: 'No identity provider yet' }, data: { answer: { items: [connection] }, text: 'Our Okta' } });
pageStates('/connections/c1', { path: '/connections/c1', data: { answer: connection, text: 'Our Okta' } });

describe('the health of a connection', () => {
  it.each([
    ['waits', {}, 'Waiting for the first request'],
    ['is paused', { state: 'paused' }, 'Paused'],
    ['is silent', { firstRequestAt: '2026-01-01T00:00:00Z', lastActivityAt: '2026-01-01T00:00:00Z', silence: { since: '2026-01-01T00:00:00Z', expectedSeconds: 7200, usualSeconds: 2400 } }, 'Silent for longer than expected'],
    ['is connected', { firstRequestAt: '2026-01-01T00:00:00Z', lastActivityAt: new Date().toISOString() }, 'Connected'],
    ['has a token that ends', { notices: [{ kind: 'token', id: 't1', name: 'First', expiresAt: '2026-12-01T00:00:00Z', expiresInDays: 7, notice: 'expiring' }] }, '“First” expires in 7 days'],
  ])('%s', async (_, more, words) => {
    server.use(list('/connections', [{ ...connection, ...more }]));
    await open('/connections');
    expect(await screen.findByText(words)).toBeInTheDocument();
  });
});

describe('setting up an identity provider', () => {
  it('makes the connection, and goes on to its guide', async () => {
    let asked: unknown;
    server.use(one(), http.post(url('/connections'), async ({ request }) => { asked = await request.json(); return HttpResponse.json(connection, { status: 201 }); }));
    const { user, history } = await open('/connections/new');
    await user.click(await screen.findByRole('radio', { name: 'Okta' }));
    await user.click(screen.getByRole('button', { name: 'Connect' }));
    await waitFor(() => expect(history.location.pathname).toBe('/console/connections/c1'));
    expect(asked).toEqual({ kind: 'okta', name: 'Okta' });
  });

  describe('beside a connection that nobody has used yet', () => {
    const waiting = { ...connection, id: 'c0', name: 'Identity provider', kind: 'generic' };
    const connect = async (more: object, { choose = [], beside = [] }: { choose?: string[]; beside?: object[] } = {}) => {
      const asked: unknown[] = [];
      const note = async (request: Request) => asked.push([request.method, request.headers.get('If-Match'), await request.json()]);
      server.use(
        one(),
        list('/connections', [{ ...waiting, ...more }, ...beside]),
        http.get(url('/connections/c0'), () => HttpResponse.json(waiting, { headers: { ETag: '"7"' } })),
        http.patch(url('/connections/c0'), async ({ request }) => { await note(request); return HttpResponse.json(connection); }),
        http.post(url('/connections'), async ({ request }) => { await note(request); return HttpResponse.json(connection, { status: 201 }); }),
      );
      const { user, history } = await open('/connections/new');
      await user.click(await screen.findByRole('radio', { name: 'Okta' }));
      for (const name of choose) await user.click(screen.getByRole('checkbox', { name: new RegExp(name) }));
      await user.click(screen.getByRole('button', { name: 'Connect' }));
      await waitFor(() => expect(history.location.pathname).toBe('/console/connections/c1'));
      return asked;
    };
    const made = [['POST', null, { kind: 'okta', name: 'Okta' }]];

    it('takes that one rather than make a second', async () => expect(await connect({})).toEqual([['PATCH', '"7"', { kind: 'okta', name: 'Okta' }]]));
    it('makes a second when asked to', async () => expect(await connect({}, { choose: ['Use “Identity provider”'] })).toEqual(made));
    it('leaves it alone beside another', async () => expect(await connect({}, { beside: [connection] })).toEqual(made));
    it.each([
      ['that has been heard', { firstRequestAt: '2026-01-01T00:00:00Z' }],
      ['of another identity provider', { kind: 'entra' }],
      ['that is paused', { state: 'paused' }],
    ])('leaves one alone %s', async (_, more) => expect(await connect(more)).toEqual(made));
  });

  it.each([
    ['http://127.0.0.1:8080/scim/v2', true],
    ['http://localhost:8080/scim/v2', true],
    ['http://[::1]:8080/scim/v2', true],
    ['https://scim.example.com/scim/v2', false],
  ])('says when only this machine reaches the address: %s', async (scimUrl, near) => {
    server.use(one(), http.get(url('/account'), () => HttpResponse.json({ ...account, scimUrl })));
    await open('/connections/c1');
    expect(await screen.findByDisplayValue(scimUrl)).toBeInTheDocument();
    expect(screen.queryAllByText(/Only this machine reaches this address/)).toHaveLength(near ? 1 : 0);
  });

  it.each([
    ['makes one beside what the new account has', null, 'Create a token'],
    ['rotates the one in use', '2026-01-01T00:00:00Z', 'Rotate: create another token'],
  ])('%s', async (_, firstRequestAt, name) => {
    server.use(one({ firstRequestAt }), list('/connections/c1/tokens', [token]));
    await open('/connections/c1');
    expect(await screen.findByText(/This connection has 1 token/)).toBeInTheDocument();
    expect(screen.getByRole('button', { name })).toBeInTheDocument();
  });

  it('counts people as they come', async () => {
    let users = 0;
    server.use(one({ firstRequestAt: '2026-01-01T00:00:00Z' }), http.get(url('/sync'), () => HttpResponse.json({ ...sync, users })));
    await open('/connections/c1');
    expect(await screen.findByText('Nobody has been pushed yet. This page notices by itself.')).toBeInTheDocument();
    users = 1;
    expect(await screen.findByText('The account has 1 person from identity providers.', {}, { timeout: 6_000 })).toBeInTheDocument();
  }, 20_000);

  it('notices the first request by itself', async () => {
    let arrived: string | null = null;
    server.use(http.get(url('/connections/c1'), () => HttpResponse.json({ ...connection, firstRequestAt: arrived, lastActivityAt: arrived }, { headers: { ETag: '"1"' } })));
    await open('/connections/c1');
    expect((await screen.findAllByText('Waiting for the first request')).length).toBeGreaterThan(0);
    expect(await screen.findByDisplayValue('https://scim.example.com/scim/v2')).toHaveAttribute('readonly'); // where SCIM is, not where the console is
    arrived = new Date().toISOString();
    expect(await screen.findByText('The first request has arrived', {}, { timeout: 6_000 })).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Create a rule' })).toHaveAttribute('href', '/console/rules/new');
  }, 20_000);
});

describe('tokens', () => {
  it('shows a new one once, beside the one that goes on', async () => {
    server.use(one(), list('/connections/c1/tokens', [token]), http.post(url('/connections/c1/tokens'), () => HttpResponse.json({ ...token, id: 't2', token: 'scim_secret' }, { status: 201 })));
    const { user } = await open('/connections/c1?tab=tokens');
    expect(await screen.findByText('In 7 days')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Rotate: create another token' }));
    await user.click(within(await screen.findByRole('dialog', { name: 'Rotate: create another token' })).getByRole('button', { name: 'Create a token' }));
    expect(await screen.findByDisplayValue('scim_secret')).toHaveAttribute('readonly');
    await user.click(screen.getByRole('button', { name: 'I have copied it' }));
    await waitFor(() => expect(screen.queryByDisplayValue('scim_secret')).toBeNull());
  });

  it('revokes one only once its name is typed', async () => {
    let revoked = false;
    server.use(one(), list('/connections/c1/tokens', [token]), http.delete(url('/connections/c1/tokens/t1'), () => { revoked = true; return new HttpResponse(null, { status: 204 }); }));
    const { user } = await open('/connections/c1?tab=tokens');
    await user.click(await screen.findByRole('button', { name: 'Revoke First' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Revoke First' }));
    expect(dialog.getByRole('button', { name: 'Revoke' })).toBeDisabled();
    await user.type(dialog.getByRole('textbox'), 'First');
    await user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(revoked).toBe(true));
  });
});

describe('requests', () => {
  const request = { id: 'q1', at: '2026-01-01T00:00:00Z', durationMs: 4.2, method: 'POST', path: '/scim/v2/Users', status: 409, scimType: 'uniqueness', detail: 'The userName is taken.', credential: 't1', userAgent: 'Okta', headers: [], request: { text: '{"userName":"ann"}', size: 18, cut: false, hidden: false }, answer: { size: 0, cut: false, hidden: true } };

  it('shows one whole', async () => {
    server.use(one(), list('/connections/c1/requests', [request]));
    const { user } = await open('/connections/c1?tab=requests');
    await user.click(await screen.findByRole('link', { name: 'POST /scim/v2/Users' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'POST /scim/v2/Users' }));
    expect(dialog.getByText('409 uniqueness')).toBeInTheDocument();
    expect(dialog.getByText(/"userName": "ann"/)).toBeInTheDocument();
    expect(dialog.getByText('It was no JSON, so it is not kept.')).toBeInTheDocument();
  });
});

describe('the settings of a connection', () => {
  it('names the version that was seen, and shows a refusal at its field', async () => {
    let version: string | null = null;
    server.use(one(), http.patch(url('/connections/c1'), ({ request }) => { version = request.headers.get('If-Match'); return problem(422, 'invalid_value', 'Not so.', [{ path: 'settings.requestsPerSecond', detail: 'At least 100.' }]); }));
    const { user } = await open('/connections/c1?tab=settings');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText('At least 100.')).toBeInTheDocument();
    expect(version).toBe('"1"');
  });
});
