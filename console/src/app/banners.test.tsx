import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { sync, url } from '../mocks/handlers';
import { server } from '../mocks/server';
import { open } from '../test/app';
import { endings, silent } from './connection-banners';

const answers = (more: object) => server.use(http.get(url('/sync'), () => HttpResponse.json({ ...sync, ...more })), http.get(url('/rules/versions'), () => HttpResponse.json({ items: [] })));

describe('what everybody must know', () => {
  it.each([
    ['sync is off', { enabled: false }, 'User Sync is off'],
    ['sync is on its way', { enabled: false, switching: { planId: 'p1' } }, 'User Sync is being switched on'],
    ['its way is stopped', { enabled: false, switching: { planId: 'p1', stopped: { code: 'plan_held', detail: 'The guard holds it.' } } }, 'The guard holds it.'],
    ['something is on hold', { holds: [{ id: 'h1', kind: 'plan', since: '2026-03-02T10:00:00Z', users: 30 }] }, '1 change is on hold'],
    ['mail is off', { mail: false }, 'Mail is switched off'],
  ])('%s', async (_, state, text) => {
    answers(state);
    await open('/rules/versions');
    expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
  });
});

describe('two messages', () => {
  it.each([
    ['on a phone show the first, and how many there are', true, 1],
    ['show both where there is room', false, 0],
  ])('%s', async (_, matches, bars) => {
    const media = window.matchMedia;
    window.matchMedia = (query) => Object.assign(media(query), { matches: matches && query === '(max-width: 688px)' });
    answers({ enabled: false, holds: [{ id: 'h1', kind: 'plan', since: '2026-03-02T10:00:00Z', users: 30 }] });
    await open('/rules/versions');
    expect((await screen.findAllByText('User Sync is off')).length).toBeGreaterThan(0);
    await waitFor(() => expect(screen.queryAllByRole('button', { name: 'Show all messages' })).toHaveLength(bars));
    window.matchMedia = media;
  });
});

describe('what everybody must know of directories', () => {
  const connection = { id: 'c1', name: 'Entra', kind: 'entra', state: 'active', firstRequestAt: '2026-01-01T00:00:00Z', lastActivityAt: '2026-03-01T00:00:00Z', notices: [], silence: null };
  const notice = (more: object) => ({ kind: 'token', id: 't1', name: 'Main', expiresAt: '2026-03-10T00:00:00Z', expiresInDays: 12, notice: 'expiring', ...more });
  const joined = (...list: object[]) => server.use(http.get(url('/connections'), () => HttpResponse.json({ items: list.map((more) => ({ ...connection, ...more })) })));
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();

  it.each([
    ['silence, and what is usual', { silence: { since: hoursAgo(26), expectedSeconds: 7200, usualSeconds: 2400 } }, 'Not heard from Entra for 26 hours', /^Otherwise 40 minutes pass at most\. Changes/],
    ['silence of a new one', { silence: { since: hoursAgo(80), expectedSeconds: 259200, usualSeconds: null } }, 'Not heard from Entra for 3 days', /^Changes in the directory may/],
    ['a token that ends soon', { notices: [notice({})] }, '“Main” of Entra expires in 12 days', /Make another one/],
    ['a token that is over and was in use', { notices: [notice({ notice: 'expired', expiresInDays: 0 })] }, '“Main” of Entra has expired', /are refused/],
  ])('%s', async (_, more, title, text) => {
    answers({});
    joined(more);
    await open('/rules/versions');
    expect((await screen.findAllByText(title)).length).toBeGreaterThan(0);
    expect(screen.getAllByText(text).length).toBeGreaterThan(0);
  });

  it.each([
    ['heard of in time', { notices: [] }],
    ['paused, though a token ends', { state: 'paused', notices: [notice({})] }],
    ['with another token since the old one ended', { notices: [notice({ notice: 'expired', expiresAt: '2026-02-01T00:00:00Z' })] }],
    ['never used', { firstRequestAt: null, lastActivityAt: null, notices: [notice({ notice: 'expired' })] }],
  ])('nothing of one that is %s', (_, more) => expect([...endings([{ ...connection, ...more } as never]), ...silent([{ ...connection, ...more } as never])]).toEqual([]));

  it('lets what was read be put away, until the next step', async () => {
    answers({});
    joined({ notices: [notice({})] });
    const { user, client } = await open('/rules/versions');
    await screen.findAllByText('“Main” of Entra expires in 12 days');
    await user.click(screen.getByRole('button', { name: 'Dismiss message' }));
    await waitFor(() => expect(screen.queryByText('“Main” of Entra expires in 12 days')).not.toBeInTheDocument());
    joined({ notices: [notice({ expiresInDays: 7 })] });
    await client.invalidateQueries({ queryKey: ['connections'] });
    expect((await screen.findAllByText('“Main” of Entra expires in 7 days')).length).toBeGreaterThan(0);
  });
});
