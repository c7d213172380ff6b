import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { sync, url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

beforeEach(() => server.use(...catalogue, http.get(url('/sync/runs'), () => HttpResponse.json({ items: [] })), http.get(url('/directory/groups'), () => HttpResponse.json({ items: [] }))));

pageStates('/', { path: '/sync', data: { answer: sync, text: 'People in the directory' } });

describe('the overview', () => {
  it('begins with first steps, while there is nothing', async () => {
    server.use(
      http.get(url('/sync'), () => HttpResponse.json({ ...sync, enabled: false, users: 0 })),
      http.get(url('/rules'), () => HttpResponse.json({ items: [] }, { headers: { ETag: '"0"' } })),
      http.get(url('/products'), () => HttpResponse.json({ items: [] })),
    );
    await open('/');
    const steps = within(await screen.findByRole('list', { name: 'First steps' }));
    expect(steps.getAllByText('To do')).toHaveLength(6);
    expect(screen.queryByText('People in the directory')).not.toBeInTheDocument();
  });

  it.each([
    ['to the question which one it is, while none is joined', [], '/console/connections/new'],
    ['there, too, while the account has only what it began with', [{ id: 'c0', kind: 'generic', state: 'active', firstRequestAt: null }], '/console/connections/new'],
    ['back to the guide of the one that was begun', [{ id: 'c1', kind: 'okta', state: 'active', firstRequestAt: null }], '/console/connections/c1'],
    ['back to the guide of one that was heard, whatever it is', [{ id: 'c2', kind: 'generic', state: 'active', firstRequestAt: '2026-01-01T00:00:00Z' }], '/console/connections/c2'],
  ])('leads who connects an identity provider %s', async (_, joined, path) => {
    server.use(
      http.get(url('/sync'), () => HttpResponse.json({ ...sync, users: 0 })),
      http.get(url('/rules'), () => HttpResponse.json({ items: [] }, { headers: { ETag: '"0"' } })),
      http.get(url('/connections'), () => HttpResponse.json({ items: joined.map((connection) => ({ ...connection, notices: [] })) })),
    );
    await open('/');
    await waitFor(() => expect(screen.getByRole('link', { name: 'Connect your identity provider' })).toHaveAttribute('href', path));
  });

  it('says what needs somebody, each number a link', async () => {
    const failure = { code: 'out_of_seats', users: 12, more: false, firstSeen: '', lastSeen: '', remedy: '' };
    server.use(http.get(url('/sync'), () => HttpResponse.json({ ...sync, failures: [failure], holds: [{ id: 'h1', kind: 'plan', since: '2026-03-02T10:00:00Z', users: 30 }] })));
    await open('/');
    expect(await screen.findByRole('link', { name: '12' })).toHaveAttribute('href', '/console/failures');
    expect(screen.getByRole('link', { name: '30' })).toHaveAttribute('href', '/console/holds');
    expect(screen.queryByText('First steps')).not.toBeInTheDocument();
  });

  it('shows the fullest product first, and who waits', async () => {
    server.use(
      http.get(url('/products'), () =>
        HttpResponse.json({ items: [{ key: 'chat', name: 'Chat', seats: 100, used: 10, waiting: 0, needed: 10, over: 0 }, { key: 'webinar', name: 'Webinar', seats: 20, used: 20, waiting: 9, needed: 29, over: 0 }, { key: 'free', name: 'Free', seats: null, used: 5, waiting: 0, needed: 5, over: 0 }] }),
      ),
    );
    await open('/');
    expect(await screen.findByText('20 of 20 in use, 9 people wait')).toBeInTheDocument();
    expect(screen.getByText('10 of 100 in use, 90 left')).toBeInTheDocument();
    expect(screen.queryByText('Free')).not.toBeInTheDocument();
  });
});
