import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Plan } from '../../api/plans';
import { problem, url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { rule, rulesAnswer } from '../../mocks/rules';
import { server } from '../../mocks/server';
import { open } from '../../test/app';

const totals = { adminsGone: 0, adminsMade: 0, changed: 3, everything: 0, failing: 0, gaining: 2, inUse: 40, losing: 1, mails: 2, new: 2, restored: 0, suspended: 0, users: 46 };
const plan = (more: Partial<Plan> = {}): Plan => ({
  id: 'p1', auto: false, change: {}, createdAt: '2026-03-02T10:00:00Z', finishedAt: '2026-03-02T10:00:01Z', detail: 'full', done: 46, planned: 46, draftRevision: 8, etaSeconds: null, held: false, moved: 0, rulesVersion: 7, state: 'ready', totals,
  seats: [{ key: 'meeting', seats: 50, usedBefore: 40, usedAfter: 42, needed: 42, waitingBefore: 0, waitingAfter: 0, gained: 2, lost: 0 }],
  ...more,
});
const change = { userId: 'u1', userName: 'ann@example.com', displayName: 'Ann', stateBefore: 'active', stateAfter: 'active', products: [{ key: 'meeting', before: 'granted', after: 'none', rule: 'r2' }] };

const draft = (more: object = {}) => http.get(url('/rules/draft'), () => HttpResponse.json({ exists: true, revision: 8, liveRevision: 7, modifiedAt: null, auto: false, changes: [], ...more }, { headers: { ETag: '"8"' } }));
const reads = (p: Plan) => http.get(url('/plans/p1'), () => HttpResponse.json(p));
const changes = http.get(url('/plans/p1/changes'), () => HttpResponse.json({ items: [change] }));

beforeEach(() => server.use(...catalogue, draft(), changes));

describe('the preview', () => {
  it('says what to do when nothing is in the draft', async () => {
    server.use(draft({ exists: false }), http.get(url('/plans'), () => HttpResponse.json({ items: [] })));
    await open('/preview');
    expect(await screen.findByText('There is nothing to preview')).toBeInTheDocument();
  });

  it('is worked out at once when there is a draft, and once', async () => {
    let asked = 0;
    server.use(
      http.get(url('/plans'), () => HttpResponse.json({ items: [] })),
      http.post(url('/plans'), () => {
        asked++;
        return HttpResponse.json(plan({ state: 'planning' }), { status: 202 });
      }),
      reads(plan()),
    );
    const { history } = await open('/preview');
    expect(await screen.findByText('What would happen')).toBeInTheDocument();
    expect(asked).toBe(1);
    expect(history.location.search).toBe('?plan=p1');
  });

  it('goes on with what was worked out for this draft', async () => {
    server.use(http.get(url('/plans'), () => HttpResponse.json({ items: [plan({ id: 'old', draftRevision: 6 }), plan()] })), reads(plan()));
    const { history } = await open('/preview');
    await screen.findByText('What would happen');
    expect(history.location.search).toBe('?plan=p1');
  });

  it('shows each person with now, after, and the rule', async () => {
    server.use(reads(plan()));
    await open('/preview?plan=p1');
    const lines = within(await screen.findByRole('list', { name: 'Changes for Ann' }));
    expect(lines.getByText('yes').tagName).toBe('S');
    expect(await lines.findByText('(Rule 2: Support)')).toBeInTheDocument();
  });

  it('calls a rule without a description by its number', async () => {
    server.use(reads(plan()), http.get(url('/rules'), () => rulesAnswer([rule('r2', 2, { description: '' })])));
    await open('/preview?plan=p1');
    const lines = within(await screen.findByRole('list', { name: 'Changes for Ann' }));
    expect(await lines.findByText('(Rule 2)')).toBeInTheDocument();
  });

  it.each([[1, /^Of 1 person\./], [46, /^Of 46 people\./]])('counts whom it looks at: %d', async (users, words) => {
    server.use(reads(plan({ totals: { ...totals, users } })));
    await open('/preview?plan=p1');
    expect(await screen.findByText(words)).toBeInTheDocument();
  });

  it('calls a rule of the draft by its name, and says nothing of what stays as it was', async () => {
    const born = { ...change, stateBefore: 'none', products: [{ key: 'meeting', before: 'none', after: 'granted', rule: 'new' }], slots: [{ slot: 'role', before: '', after: 'member' }, { slot: 'language', before: '', after: 'de' }] };
    server.use(
      reads(plan()),
      http.get(url('/plans/p1/changes'), () => HttpResponse.json({ items: [born] })),
      http.get(url('/rules'), ({ request }) => rulesAnswer(new URL(request.url).searchParams.get('version') === 'live' ? [] : [rule('new', 1, { description: 'Sales meets customers' })])),
    );
    await open('/preview?plan=p1');
    const lines = within(await screen.findByRole('list', { name: 'Changes for Ann' }));
    expect(await lines.findByText('(Rule 1: Sales meets customers)')).toBeInTheDocument();
    expect(lines.getByText('No account')).toBeInTheDocument();
    expect(lines.getByText('Language')).toBeInTheDocument();
    expect(lines.queryByText('Role')).not.toBeInTheDocument();
  });

  it('narrows the table by a number', async () => {
    const asked: (string | null)[] = [];
    server.use(
      reads(plan()),
      http.get(url('/plans/p1/changes'), ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('show'));
        return HttpResponse.json({ items: [change] });
      }),
    );
    const { user, history } = await open('/preview?plan=p1');
    await user.click(await screen.findByRole('button', { name: 'Lose a product: 1, show them' }));
    await screen.findByRole('list', { name: 'Changes for Ann' });
    expect(asked).toContain('losing');
    expect(history.location.search).toContain('show=losing');
  });

  it('cannot be applied once the rules have changed', async () => {
    server.use(reads(plan({ draftRevision: 7 })));
    await open('/preview?plan=p1');
    expect(await screen.findByText('The rules have changed since this preview')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Apply' })).toHaveAttribute('aria-disabled', 'true');
  });

  it('is applied, and the run followed', async () => {
    const run = { id: 'run1', kind: 'publish', state: 'done', startedAt: '2026-03-02T10:00:00Z', finishedAt: '2026-03-02T10:00:09Z', planned: 46, done: 46, changed: 3, failed: 0, waiting: 0, withheld: 0, skipped: 0, drift: 0, etaSeconds: null, held: false, cancelRequestedAt: null, rulesVersion: 8 };
    server.use(
      reads(plan()),
      http.post(url('/plans/p1/apply'), () => HttpResponse.json(plan({ state: 'applied', run: 'run1' }), { status: 202 })),
      http.get(url('/sync/runs/run1'), () => HttpResponse.json(run)),
      http.get(url('/sync/runs/run1/results'), () => HttpResponse.json({ items: [] })),
    );
    const { user, history } = await open('/preview?plan=p1');
    await user.click(await screen.findByRole('button', { name: 'Apply' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Apply this preview?' }));
    dialog.getByText(/3 people are concerned/);
    await user.click(dialog.getByRole('button', { name: 'Apply' }));
    expect(await screen.findByText('The rules go live.')).toBeInTheDocument();
    expect(history.location.pathname).toBe('/console/runs/run1');
    expect(await screen.findByText('Nothing failed')).toBeInTheDocument();
  });

  it('says why the server does not apply it', async () => {
    server.use(reads(plan()), http.post(url('/plans/p1/apply'), () => problem(409, 'plan_stale', 'Rules or people moved since the plan was made.')));
    const { user } = await open('/preview?plan=p1');
    await user.click(await screen.findByRole('button', { name: 'Apply' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Apply this preview?' }));
    await user.click(dialog.getByRole('button', { name: 'Apply' }));
    expect(await dialog.findByText('Rules or people moved since the plan was made.')).toBeInTheDocument();
  });

  it('says what alarms the guard, and is approved for a reason', async () => {
    let reason: unknown;
    const held = plan({ held: true, gauges: [{ name: 'everything', value: 30, limit: 10, of: 46, held: true }] });
    server.use(
      reads(held),
      http.post(url('/plans/p1/approve'), async ({ request }) => {
        reason = await request.json();
        return HttpResponse.json({ ...held, approval: { at: '2026-03-02T11:00:00Z', by: 'k', reason: 'as agreed' } });
      }),
    );
    const { user } = await open('/preview?plan=p1');
    expect(await screen.findByText('30 of 46 people would lose everything; the limit is 10.')).toBeInTheDocument();
    expect(screen.getByText(/what it takes waits until somebody approves it/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Approve' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Approve what the guard holds?' }));
    await user.type(dialog.getByLabelText('Reason'), 'as agreed');
    await user.click(dialog.getByRole('button', { name: 'Approve' }));
    expect(await screen.findByText('as agreed')).toBeInTheDocument();
    expect(reason).toEqual({ reason: 'as agreed' });
  });
});
