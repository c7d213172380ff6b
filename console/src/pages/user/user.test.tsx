import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, session, url } from '../../mocks/handlers';
import { catalogue, decision, user } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const directory = http.get(url('/directory/users/u1'), () =>
  HttpResponse.json({ id: 'u1', userName: 'ann@example.com', displayName: 'Ann', active: true, connection: 'c1', attributes: {}, createdAt: '2026-01-01T00:00:00Z', modifiedAt: '2026-01-01T00:00:00Z', groups: [{ id: 'g1', displayName: 'Sales people', direct: true }] }),
);
const explain = http.get(url('/users/u1/explain'), () => HttpResponse.json(decision));
const reads = (u = user()) => http.get(url('/users/u1'), () => HttpResponse.json(u));

beforeEach(() => server.use(...catalogue, directory, explain));

pageStates('/users/u1', { path: '/users/u1', data: { answer: user(), text: 'ann@example.com' } });

/** row is the row of a table whose first cell has a name. */
const row = async (name: string) => within(await screen.findByRole('row', { name: new RegExp(`^${name}`) }));

describe('why somebody has what they have', () => {
  it('names the winner, and strikes out the loser with its reason', async () => {
    server.use(reads());
    await open('/users/u1');
    const language = await row('Language');
    expect(await language.findByRole('link', { name: 'Rule 1: Sales' })).toHaveAttribute('href', '/console/rules/r1');
    expect(language.getByText('German')).toBeInTheDocument();
    expect(language.getByText('Rule 2: Support: French').tagName).toBe('S');
    expect(language.getByText('(a stronger rule decides)')).toBeInTheDocument();
  });

  it('says what is refused, and by which product', async () => {
    server.use(reads());
    await open('/users/u1');
    expect(await screen.findByText('excluded by another product: Meeting')).toBeInTheDocument();
  });

  it('says which products wait for a seat', async () => {
    server.use(reads(user({ products: [{ key: 'meeting', owner: 'rule', rule: 'r1', state: 'waiting', position: 2 }] })));
    await open('/users/u1');
    expect(await screen.findByText('Meeting: waiting for a seat')).toBeInTheDocument();
  });

  it('puts what fails on top, with its cure', async () => {
    server.use(reads(user({ problems: [{ code: 'out_of_seats', subject: 'meeting' }] })));
    await open('/users/u1');
    expect(await screen.findByText('Waiting for a seat')).toBeInTheDocument();
    expect(screen.getByText(/Add seats to the product/)).toBeInTheDocument();
  });

  it('is told of a past time by the address', async () => {
    let asked: string | null = null;
    server.use(
      reads(),
      http.get(url('/users/u1/explain'), ({ request }) => {
        asked = new URL(request.url).searchParams.get('at');
        return HttpResponse.json(decision);
      }),
    );
    await open('/users/u1?at=2026-03-01T00:00:00Z');
    await screen.findByRole('button', { name: 'Back to now' });
    expect(asked).toBe('2026-03-01T00:00:00Z');
  });
});

describe('what if', () => {
  it('tries without a group, and shows what would change', async () => {
    let asked: unknown;
    server.use(
      reads(),
      http.get(url('/directory/groups'), () => HttpResponse.json({ items: [] })),
      http.post(url('/users/u1/what-if'), async ({ request }) => {
        asked = await request.json();
        const changes = { userId: 'u1', userName: 'ann', stateBefore: 'active', stateAfter: 'suspended', products: [{ key: 'meeting', before: 'granted', after: 'none' }] };
        return HttpResponse.json({ decision, trace: { changes, inputs: {}, seats: [], writes: [] } });
      }),
    );
    const { user: person } = await open('/users/u1?tab=what-if');
    await person.click(await screen.findByRole('button', { name: /No longer in these/ }));
    await person.click(await screen.findByRole('option', { name: 'Sales people' }));
    await person.keyboard('{Escape}');
    await person.click(screen.getByRole('button', { name: 'Try it' }));
    const changes = within(await screen.findByRole('list', { name: 'What would change' }));
    expect(changes.getByText('Suspended', { exact: false })).toBeInTheDocument();
    expect(changes.getByText('Meeting', { exact: false })).toBeInTheDocument();
    expect(asked).toEqual({ addGroups: [], removeGroups: ['g1'], rules: 'live' });
  });
});

describe('by hand', () => {
  beforeEach(() => server.use(reads(), http.get(url('/users/u1/grants'), () => HttpResponse.json({ items: [{ id: 'h1', product: 'meeting', at: '2026-03-02T10:00:00Z', by: 'k1', note: 'for the fair' }] }))));

  it('lists what was given, and takes it back', async () => {
    let taken = false;
    server.use(
      http.delete(url('/users/u1/grants/h1'), () => {
        taken = true;
        return new HttpResponse(null, { status: 204 });
      }),
    );
    const { user: person } = await open('/users/u1?tab=by-hand');
    expect(await screen.findByText('for the fair')).toBeInTheDocument();
    await person.click(screen.getByRole('button', { name: 'Take back: Meeting' }));
    await screen.findByText('Taken back. Rules decide again.');
    expect(taken).toBe(true);
  });

  it('says why the server refuses a grant, and keeps what was chosen', async () => {
    server.use(http.post(url('/users/u1/grants'), () => problem(422, 'invalid_grant', 'The plan is not one of the product.')));
    const { user: person } = await open('/users/u1?tab=by-hand');
    await person.click(await screen.findByRole('button', { name: 'Give or deny' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Give or deny' }));
    await person.click(dialog.getByRole('button', { name: /Choose what to give/ }));
    await person.click(await screen.findByText('Webinar (pro)'));
    await person.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByText('The plan is not one of the product.')).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: /Webinar \(pro\)/ })).toBeInTheDocument();
  });
});

describe('what is done to somebody', () => {
  it('is synced now, and the outcome said', async () => {
    server.use(reads(), http.post(url('/users/u1/sync'), () => HttpResponse.json({ changed: true, user: user() })));
    const { user: person } = await open('/users/u1');
    await person.click(await screen.findByRole('button', { name: 'Sync this user now' }));
    expect(await screen.findByText('Synced. Something has changed.')).toBeInTheDocument();
  });

  it('is erased only once the userName is typed', async () => {
    let body: unknown;
    server.use(
      reads(),
      http.get(url('/users'), () => HttpResponse.json({ items: [] })),
      http.post(url('/users/u1/erase'), async ({ request }) => {
        body = await request.json();
        return HttpResponse.json({ state: 'erasing' }, { status: 202 });
      }),
    );
    const { user: person } = await open('/users/u1');
    await person.click(await screen.findByRole('button', { name: 'Actions' }));
    await person.click(await screen.findByRole('menuitem', { name: 'Erase this person' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Erase this person for good?' }));
    expect(dialog.getByRole('button', { name: 'Erase' })).toBeDisabled();
    await person.type(dialog.getByLabelText('To confirm, type: ann@example.com'), 'ann@example.com');
    await person.click(dialog.getByRole('button', { name: 'Erase' }));
    await screen.findByText('The person is being erased.');
    expect(body).toEqual({ reason: '', removeFromDirectory: false });
  });

  it('is not offered to a key that only reads', async () => {
    server.use(reads(), http.get(url('/session'), () => HttpResponse.json({ ...session, scopes: ['read'] })));
    await open('/users/u1');
    expect(await screen.findByRole('button', { name: 'Sync this user now' })).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('the timeline', () => {
  it('tells what changed, why, and which mail went', async () => {
    const changes = { userId: 'u1', userName: 'ann', stateBefore: '', stateAfter: 'active', products: [{ key: 'meeting', before: 'none', after: 'granted', rule: 'r1' }] };
    server.use(
      reads(),
      http.get(url('/users/u1/timeline'), () =>
        HttpResponse.json({
          items: [
            { id: 'e2', at: '2026-03-02T10:01:00Z', kind: 'mail.sent', mail: { name: 'welcome#1', template: 'default', language: 'de' } },
            { id: 'e1', at: '2026-03-02T10:00:00Z', kind: 'outcome', cause: 'inputs', rulesVersion: 7, changes },
          ],
        }),
      ),
    );
    await open('/users/u1?tab=timeline');
    expect(await screen.findByText('A mail was sent')).toBeInTheDocument();
    expect(screen.getByText('Default, language: German')).toBeInTheDocument();
    expect(await screen.findByText('(Rule 1: Sales)')).toBeInTheDocument();
  });
});
