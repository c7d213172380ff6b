import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, session, sync, url } from '../../mocks/handlers';
import { rule, rulesAnswer, rulesWorld } from '../../mocks/rules';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const three = [rule('Alpha', 1), rule('Beta', 2, { enabled: false }), rule('Gamma', 3, { language: 'de', welcomeMail: 'none' })];
const names = () => screen.getAllByRole('link').map((link) => link.textContent).filter((text) => /Alpha|Beta|Gamma/.test(text ?? ''));

beforeEach(() => server.use(...rulesWorld));

pageStates('/rules', {
  path: '/rules',
  empty: { answer: { items: [] }, text: 'Create your first rule' },
  data: { answer: { items: three }, text: 'Alpha' },
});

describe('the list of rules', () => {
  it('says what each rule does', async () => {
    server.use(http.get(url('/rules'), () => rulesAnswer(three)));
    await open('/rules');
    expect(await screen.findByText('People in Sales EMEA get Meeting. Language: German. They get no welcome mail.')).toBeInTheDocument();
  });

  it.each([
    ['one rule for all', { idle: 46, by: 'Alpha', byUsers: 46 }, 'Has no effect for any of 46 people: rule 1 decides first'],
    ['one rule for some', { idle: 34, by: 'Alpha', byUsers: 34 }, 'Has no effect for 34 of 46 people: rule 1 decides first'],
    ['several rules', { idle: 34, by: 'Alpha', byUsers: 20 }, 'Has no effect for 34 of 46 people: mostly rule 1 decides first'],
    ['grants by hand', { idle: 34 }, 'Has no effect for 34 of 46 people: something else decides first'],
  ])('says for whom a rule has no effect because of %s', async (_, effect, text) => {
    server.use(http.get(url('/rules'), () => rulesAnswer(three)), http.get(url('/rules/effects'), () => HttpResponse.json({ plan: 'p1', countedAt: '2026-03-01T00:00:00Z', items: [{ rule: 'Gamma', matched: 46, ...effect }] })));
    await open('/rules');
    expect(await screen.findByText(text)).toBeInTheDocument();
  });

  it('moves a rule by its menu, against the version that was seen, and takes it back', async () => {
    let order = three;
    const asked: { ids: string[]; match: string | null }[] = [];
    server.use(
      http.get(url('/rules'), () => rulesAnswer(order, `"${3 + asked.length}"`)),
      http.put(url('/rules/order'), async ({ request }) => {
        const { ids } = (await request.json()) as { ids: string[] };
        asked.push({ ids, match: request.headers.get('If-Match') });
        order = ids.map((id, i) => ({ ...three.find((r) => r.id === id)!, position: i + 1 }));
        return rulesAnswer(order, `"${3 + asked.length}"`);
      }),
    );
    const { user } = await open('/rules');
    await user.click(await screen.findByRole('button', { name: 'Actions for Gamma' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Move to the top' }));
    await screen.findByText('Gamma moved from position 3 to 1. Not live yet.');
    expect(names()).toEqual(['Gamma', 'Alpha', 'Beta']);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    await waitFor(() => expect(names()).toEqual(['Alpha', 'Beta', 'Gamma']));
    expect(asked).toEqual([{ ids: ['Gamma', 'Alpha', 'Beta'], match: '"3"' }, { ids: ['Alpha', 'Beta', 'Gamma'], match: '"4"' }]);
  });

  it('shows what somebody else did instead of writing over it', async () => {
    server.use(http.get(url('/rules'), () => rulesAnswer(three)), http.put(url('/rules/order'), () => problem(412, 'stale')));
    const { user } = await open('/rules');
    await user.click(await screen.findByRole('button', { name: 'Actions for Gamma' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Move to the top' }));
    const dialog = await screen.findByRole('dialog', { name: 'Somebody else changed the rules in the meantime' });
    expect(within(within(dialog).getByRole('list', { name: 'As you wanted it' })).getAllByRole('listitem')[0]).toHaveTextContent('Gamma');
    expect(within(within(dialog).getByRole('list', { name: 'As it is now' })).getAllByRole('listitem')[0]).toHaveTextContent('Alpha');
  });

  it('does not move what a search has found', async () => {
    server.use(http.get(url('/rules'), () => rulesAnswer(three)));
    await open('/rules?q=gam');
    expect(await screen.findByText(/rules cannot be moved/)).toBeInTheDocument();
    expect(names()).toEqual(['Gamma']);
  });

  it('changes nothing for a key that only reads', async () => {
    server.use(http.get(url('/rules'), () => rulesAnswer(three)), http.get(url('/session'), () => HttpResponse.json({ ...session, scopes: ['read'] })));
    await open('/rules');
    await waitFor(async () => expect(await screen.findByRole('checkbox', { name: 'Alpha is on' })).toBeDisabled());
  });
});

describe('switching syncing on', () => {
  it('shows what it would do, and does exactly that', async () => {
    let asked: unknown;
    const plan = { id: 'p1', state: 'ready', held: false, planned: 46, done: 46, moved: 0, totals: { changed: 46, gaining: 40, losing: 0, everything: 0, suspended: 0, restored: 0, new: 40, adminsMade: 0, adminsGone: 0, mails: 40, failing: 0, users: 46, inUse: 6 } };
    server.use(
      http.get(url('/rules'), () => rulesAnswer(three)),
      http.get(url('/sync'), () => HttpResponse.json({ ...sync, enabled: false })),
      http.post(url('/plans'), () => HttpResponse.json({ ...plan, state: 'planning', totals: undefined }, { status: 202 })),
      http.get(url('/plans/p1'), () => HttpResponse.json(plan)),
      http.patch(url('/sync'), async ({ request }) => {
        asked = await request.json();
        return HttpResponse.json({ ...sync, enabled: true });
      }),
    );
    const { user } = await open('/rules');
    await screen.findByText('Alpha');
    await user.click(await screen.findByRole('checkbox', { name: 'User Sync' }));
    const dialog = await screen.findByRole('dialog', { name: 'Switch User Sync on?' });
    await within(dialog).findByText('Welcome mails');
    await user.click(within(dialog).getByRole('button', { name: 'Switch on' }));
    await screen.findByText('User Sync is on.');
    expect(asked).toEqual({ enabled: true, planId: 'p1' });
  });
});
