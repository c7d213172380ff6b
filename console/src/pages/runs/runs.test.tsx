import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Run } from '../../api/runs';
import { sync, url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';
import { byCause } from '../run/causes';
import { wholeOnly } from './chart';

const run = (more: Partial<Run> = {}): Run => ({
  id: 'run1', kind: 'full', state: 'done', startedAt: '2026-03-02T10:00:00Z', finishedAt: '2026-03-02T10:00:09Z', planned: 46, done: 46, changed: 3, failed: 2, waiting: 2, withheld: 0, skipped: 0, drift: 0, etaSeconds: null, held: false, cancelRequestedAt: null, rulesVersion: 8, ...more,
});
const failed = [
  { userId: 'u1', userName: 'ann@example.com', drift: false, verdicts: ['failed', 'waiting'], failures: ['out_of_seats'] },
  { userId: 'u2', userName: 'ben@example.com', drift: false, verdicts: ['failed'], failures: ['out_of_seats', 'group_missing'] },
];
const results = http.get(url('/sync/runs/run1/results'), () => HttpResponse.json({ items: failed }));

beforeEach(() => server.use(...catalogue, results));

pageStates('/runs', { path: '/sync/runs', empty: { answer: { items: [] }, text: 'Nothing has run yet' }, data: { answer: { items: [run()] }, text: 'Done, with failures' } });
pageStates('/runs/run1', { path: '/sync/runs/run1', data: { answer: run(), text: 'Run: everybody' } });

it('marks whole people only on the axis of the chart', () => expect([0, 0.5, 1, 1.5, 2000].map((people) => wholeOnly(people, String))).toEqual(['0', '', '1', '', '2000']));

describe('runs', () => {
  it('cannot be started while syncing is off, and says so', async () => {
    server.use(http.get(url('/sync'), () => HttpResponse.json({ ...sync, enabled: false })), http.get(url('/sync/runs'), () => HttpResponse.json({ items: [] })));
    await open('/runs');
    const button = await screen.findByRole('button', { name: 'Sync everybody now' });
    await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'true'));
  });

  it('are started and followed until they end', async () => {
    let asked = 0;
    server.use(
      http.get(url('/sync/runs'), () => HttpResponse.json({ items: [] })),
      http.post(url('/sync/runs'), () => HttpResponse.json(run({ state: 'running' }), { status: 202 })),
      http.get(url('/sync/runs/run1'), () => HttpResponse.json(++asked < 3 ? run({ state: 'running', done: 20, etaSeconds: 4 }) : run())),
    );
    const { user } = await open('/runs');
    await user.click(await screen.findByRole('button', { name: 'Sync everybody now' }));
    expect(await screen.findByText('20 of 46 people')).toBeInTheDocument();
    expect(await screen.findByText('Done, with failures')).toBeInTheDocument();
  });
});

describe('what failed in a run', () => {
  it('is gathered by cause, the most frequent first', () => {
    expect(byCause(failed as never).map(([code, people]) => [code, people.length])).toEqual([['out_of_seats', 2], ['group_missing', 1]]);
  });

  it('is not said to be nothing at all while somebody waits for a seat', async () => {
    server.use(
      http.get(url('/sync/runs/run1'), () => HttpResponse.json(run({ failed: 0, waiting: 3 }))),
      http.get(url('/sync/runs/run1/results'), () => HttpResponse.json({ items: [] })),
    );
    await open('/runs/run1');
    expect(await screen.findByText(/Some people were put in the waiting line/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Go to failures' })).toHaveAttribute('href', '/console/failures');
    expect(screen.queryByText('Everybody got what the rules give.')).not.toBeInTheDocument();
  });

  it('is tried again for those who are selected', async () => {
    let body: unknown;
    server.use(
      http.get(url('/sync/runs/run1'), () => HttpResponse.json(run())),
      http.get(url('/sync/runs/run2'), () => HttpResponse.json(run({ id: 'run2', kind: 'retry', failed: 0 }))),
      http.get(url('/sync/runs/run2/results'), () => HttpResponse.json({ items: [] })),
      http.post(url('/sync/runs/run1/retry'), async ({ request }) => {
        body = await request.json();
        return HttpResponse.json(run({ id: 'run2', kind: 'retry' }), { status: 202 });
      }),
    );
    const { user } = await open('/runs/run1');
    const table = within(await screen.findByRole('table', { name: 'Waiting for a seat' }));
    await user.click(table.getByRole('checkbox', { name: 'Select ben@example.com' }));
    await user.click(screen.getAllByRole('button', { name: 'Retry selected' })[0]!);
    expect(await screen.findByRole('heading', { level: 1, name: 'Run: another try' })).toBeInTheDocument();
    expect(body).toEqual({ users: ['u2'] });
  });

  it('leads to where it is mended', async () => {
    server.use(http.get(url('/sync/runs/run1'), () => HttpResponse.json(run())));
    await open('/runs/run1');
    expect((await screen.findAllByRole('link', { name: 'Go to where this is mended' }))[0]).toHaveAttribute('href', '/console/products');
  });

  it('leads to the very products that are short of seats', async () => {
    const product = { seats: 5, used: 5, needed: 8, over: 0 };
    server.use(
      http.get(url('/sync/runs/run1'), () => HttpResponse.json(run())),
      http.get(url('/products'), () => HttpResponse.json({ items: [{ ...product, key: 'meeting', name: 'Meeting', waiting: 3 }, { ...product, key: 'chat', name: 'Chat', waiting: 0 }] })),
    );
    await open('/runs/run1');
    expect(await screen.findByRole('link', { name: 'Add seats to Meeting' })).toHaveAttribute('href', '/console/products/meeting');
    expect(screen.queryByRole('link', { name: 'Add seats to Chat' })).not.toBeInTheDocument();
  });
});

describe('the board of failures', () => {
  const failure = { code: 'out_of_seats', users: 12, more: false, firstSeen: '2026-03-01T10:00:00Z', lastSeen: '2026-03-02T10:00:00Z', remedy: '' };
  pageStates('/failures', { path: '/sync/failures', empty: { answer: { items: [] }, text: 'Nothing fails' }, data: { answer: { items: [failure] }, text: 'Waiting for a seat' } });

  it('tries one cause again, and follows it', async () => {
    let tried = '';
    server.use(
      http.get(url('/sync/failures'), () => HttpResponse.json({ items: [failure] })),
      http.post(url('/sync/failures/:code/retry'), ({ params }) => {
        tried = String(params.code);
        return HttpResponse.json(run({ kind: 'retry' }), { status: 202 });
      }),
      http.get(url('/sync/runs/run1'), () => HttpResponse.json(run({ kind: 'retry' }))),
    );
    const { user } = await open('/failures');
    await user.click(await screen.findByRole('button', { name: 'Retry: Waiting for a seat' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Run: another try' })).toBeInTheDocument();
    expect(tried).toBe('out_of_seats');
  });
});
