import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, sync, url } from '../../mocks/handlers';
import { rule, rulesAnswer, rulesWorld } from '../../mocks/rules';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { bodyOf, fieldAt, valuesOf } from './values';

const totals = { changed: 46, gaining: 40, losing: 0, everything: 0, suspended: 0, restored: 0, new: 40, adminsMade: 0, adminsGone: 3, mails: 40, failing: 0, users: 46, inUse: 6 };
const seats = [{ key: 'meeting', seats: 50, usedBefore: 31, usedAfter: 50, waitingBefore: 0, waitingAfter: 15, needed: 65, lost: 0, gained: 19 }];
const plan = { id: 'p1', state: 'ready', held: false, planned: 46, done: 46, moved: 0, totals, seats };
const group = { id: 'g1', displayName: 'Sales EMEA', connection: 'okta', members: 46, createdAt: '2026-01-01T00:00:00Z', modifiedAt: '2026-01-01T00:00:00Z', attributes: {} };

/** written collects what is sent. */
const written: { body: Record<string, unknown>; match: string | null }[] = [];

beforeEach(() => {
  written.length = 0;
  server.use(
    ...rulesWorld,
    http.get(url('/rules'), () => rulesAnswer([rule('Alpha', 1)])),
    http.get(url('/directory/groups/g1'), () => HttpResponse.json(group)),
    http.post(url('/plans'), () => HttpResponse.json(plan, { status: 202 })),
    http.post(url('/rules'), async ({ request }) => {
      const body = (await request.json()) as Record<string, unknown>;
      written.push({ body, match: request.headers.get('If-Match') });
      return HttpResponse.json({ ...body, id: 'new1', position: 2 }, { status: 201, headers: { ETag: '"4"' } });
    }),
  );
});

describe('a new rule', () => {
  it('is refused without a group, which is said and focused', async () => {
    const { user } = await open('/rules/new');
    expect(await screen.findByText(/applies to people who are already here, too/)).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText('1 field needs your attention')).toBeInTheDocument();
    expect(screen.getByText('Choose a directory group.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: /Directory group/ })).toHaveFocus();
    expect(written).toEqual([]);
  });

  it('shows of each group which directory it comes from', async () => {
    server.use(
      http.get(url('/directory/groups'), () => HttpResponse.json({ items: [group, { ...group, id: 'g2', connection: 'entra' }] })),
      http.get(url('/connections'), () => HttpResponse.json({ items: [['okta', 'Okta of Northwind'], ['entra', 'Microsoft Entra ID']].map(([id, name]) => ({ id, name, kind: id, state: 'active', notices: [], silence: null })) })),
    );
    const { user } = await open('/rules/new');
    await user.click(await screen.findByRole('button', { name: /Directory group/ }));
    const options = (await screen.findAllByRole('option')).map((option) => option.textContent);
    expect(options).toEqual([expect.stringMatching(/^Sales EMEA.*Okta of Northwind/), expect.stringMatching(/^Sales EMEA.*Microsoft Entra ID/)]);
  });

  it('says what it is compared with while the draft has other changes', async () => {
    server.use(http.get(url('/sync'), () => HttpResponse.json({ ...sync, draft: true })));
    await open('/rules/new?group=g1');
    expect(await screen.findByText(/Compared with what is live today, without the other changes of the draft/)).toBeInTheDocument();
  });

  it('is made once however often Ctrl+S is pressed', async () => {
    const { user } = await open('/rules/new?group=g1');
    await user.click(await screen.findByRole('checkbox', { name: /Meeting/ }));
    await user.keyboard('{Control>}sss{/Control}');
    await waitFor(() => expect(written).toHaveLength(1));
    expect(await screen.findByRole('heading', { level: 1, name: /^Rules/ })).toBeInTheDocument();
    expect(written).toHaveLength(1);
  });

  it('gets a product that there was none of, without losing what was typed', async () => {
    const made: object[] = [];
    server.use(
      http.get(url('/products'), () => HttpResponse.json({ items: made.map((product) => ({ ...product, used: 0, waiting: 0, needed: 0, over: 0 })) })),
      http.post(url('/products'), async ({ request }) => {
        made.push((await request.json()) as object);
        return HttpResponse.json(made[0], { status: 201 });
      }),
    );
    const { user } = await open('/rules/new?group=g1');
    await user.type((await screen.findAllByRole('textbox', { name: /Description/ }))[0]!, 'Sales meets customers');
    await user.click(await screen.findByRole('button', { name: 'Add a product' }));
    const dialog = await screen.findByRole('dialog', { name: 'New product' });
    await waitFor(() => expect(within(dialog).getByRole('textbox', { name: 'Name' })).toHaveFocus());
    await user.type(within(dialog).getByRole('textbox', { name: 'Name' }), 'Video Meeting');
    await user.click(within(dialog).getByRole('button', { name: 'Add product' }));
    expect(await within(dialog).findByText('Enter a whole number, 0 or more.')).toBeInTheDocument();
    await user.type(within(dialog).getByRole('textbox', { name: /Number of seats/ }), '5{Enter}');
    await waitFor(() => expect(screen.getByRole('checkbox', { name: /Video Meeting/ })).toBeChecked());
    expect(made).toEqual([expect.objectContaining({ key: 'video-meeting', name: 'Video Meeting', seats: 5 })]);
    expect(written).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(written).toHaveLength(1));
    expect(written[0]!.body).toMatchObject({ description: 'Sales meets customers', products: [{ key: 'video-meeting' }] });
  });

  it('never lets a manager manage everybody by saying nothing', async () => {
    const { user } = await open('/rules/new?group=g1');
    await user.click(await screen.findByRole('radio', { name: /Manager/ }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Say whom they manage.')).toBeInTheDocument();
    expect(screen.getByText(/Tick at least one privilege/)).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Privileges: None selected' }));
    const dialog = await screen.findByRole('dialog', { name: 'Privileges' });
    await user.click(within(dialog).getByRole('checkbox', { name: 'View reports' }));
    await user.click(within(dialog).getByRole('button', { name: 'Apply' }));
    await user.click(screen.getByRole('radio', { name: /Only these user groups/ }));
    await user.click(await screen.findByRole('button', { name: /User groups they manage: None selected/ }));
    const groups = await screen.findByRole('dialog', { name: 'User groups they manage' });
    await user.click(await within(groups).findByRole('checkbox', { name: 'Field' }));
    await user.click(within(groups).getByRole('button', { name: 'Apply' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(written).toHaveLength(1));
    expect(written[0]!.body).toMatchObject({ group: 'g1', role: { kind: 'manager', privileges: ['view_reports'], managedGroups: ['ug1'] } });
  });

  it('says whom it would touch, and which seats are short', async () => {
    await open('/rules/new?group=g1');
    expect(await screen.findByText('Would touch 46 people')).toBeInTheDocument();
    expect(await screen.findByText('Not enough seats of Meeting')).toBeInTheDocument(); // the name of the product comes by itself
    expect(screen.getByText(/65 are needed, there are 50. 15 would wait/)).toBeInTheDocument();
    expect(screen.getByText('Meeting: needs 34, 19 left')).toBeInTheDocument();
  });

  it('is saved, and leaves a blank form for the next', async () => {
    const { user } = await open('/rules/new?group=g1');
    await user.type(await screen.findByRole('textbox', { name: 'Description' }), 'Sales');
    await user.click(await screen.findByRole('checkbox', { name: /Meeting/ }));
    await user.click(screen.getByRole('button', { name: 'Save & add another' }));
    expect(await screen.findByText(/Rule 2 is saved/)).toBeInTheDocument();
    expect(written).toEqual([{ match: '"3"', body: { group: 'g1', description: 'Sales', enabled: true, products: [{ key: 'meeting' }] } }]);
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Description' })).toHaveValue(''));
  });

  it('keeps for the next what is likely the same: language, settings and mail', async () => {
    const { user } = await open('/rules/new?group=g1');
    await user.type(await screen.findByRole('textbox', { name: 'Description' }), 'Sales');
    const choose = async (field: RegExp, option: RegExp) => {
      await user.click(screen.getByRole('button', { name: field }));
      await user.click(await screen.findByRole('option', { name: option }));
    };
    await choose(/^Language/, /^German/);
    await choose(/^Settings template/, /^Strict/);
    await choose(/^Template/, /^Warm/);
    await user.click(screen.getByRole('button', { name: 'Save & add another' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Description' })).toHaveValue(''));
    for (const kept of [/^Language.*German/, /^Settings template.*Strict/, /^Template.*Warm/]) expect(screen.getByRole('button', { name: kept })).toBeInTheDocument();
  });

  it('shows at the field what the server refuses', async () => {
    server.use(http.post(url('/rules'), () => problem(422, 'invalid_rule', 'The rule is not acceptable.', [{ path: 'condition', detail: 'Cannot be read.' }])));
    const { user } = await open('/rules/new?group=g1');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Cannot be read.')).toBeInTheDocument();
  });

  it('is not left by accident', async () => {
    const { user, history } = await open('/rules/new');
    await user.type(await screen.findByRole('textbox', { name: 'Description' }), 'Sales');
    await user.click(screen.getByRole('link', { name: 'Cancel' }));
    const dialog = await screen.findByRole('dialog', { name: 'Leave without saving?' });
    await user.click(within(dialog).getByRole('button', { name: 'Stay' }));
    expect(screen.getByRole('textbox', { name: 'Description' })).toHaveValue('Sales');
    expect(history.location.pathname).toBe('/console/rules/new');
  });
});

describe('a rule that is there', () => {
  it('is saved over changes of other rules, which it does not touch', async () => {
    const asked: (string | null)[] = [];
    let etag = '"3"';
    server.use(
      http.get(url('/rules'), () => rulesAnswer([rule('Alpha', 1)], etag)),
      http.put(url('/rules/Alpha'), ({ request }) => {
        asked.push(request.headers.get('If-Match'));
        if (asked.length > 1) return HttpResponse.json(rule('Alpha', 1), { headers: { ETag: '"10"' } });
        etag = '"9"';
        return problem(412, 'stale');
      }),
    );
    const { user } = await open('/rules/Alpha');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText(/Rule 1 is saved/)).toBeInTheDocument();
    expect(asked).toEqual(['"3"', '"9"']);
  });

  it('is shown beside what somebody else made of it', async () => {
    let now = rule('Alpha', 1);
    server.use(
      http.get(url('/rules'), () => rulesAnswer([now])),
      http.put(url('/rules/Alpha'), () => {
        now = rule('Alpha', 1, { description: 'Theirs' });
        return problem(412, 'stale');
      }),
    );
    const { user } = await open('/rules/Alpha');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    const dialog = await screen.findByRole('dialog', { name: 'Somebody else changed this rule in the meantime' });
    expect(within(dialog).getByText('Theirs')).toBeInTheDocument();
    await user.click(within(dialog).getByRole('button', { name: 'Take theirs' }));
    await waitFor(() => expect(screen.getByRole('textbox', { name: 'Description' })).toHaveValue('Theirs'));
  });

  it('says when it is gone', async () => {
    await open('/rules/none');
    expect(await screen.findByText('This rule is not there any more')).toBeInTheDocument();
  });
});

describe('the values of the form', () => {
  it.each([
    ['nothing but a group', { group: 'g', enabled: true, description: '', products: [] }],
    ['explicitly nothing', { group: 'g', enabled: false, description: 'd', products: [], role: { kind: 'member' }, userGroup: 'none', welcomeMail: 'none', settingsTemplate: 'default' }],
    ['a manager of all', { group: 'g', enabled: true, description: '', products: [{ key: 'a', plan: 'pro' }, { key: 'b' }], role: { kind: 'manager', privileges: ['x'], managedGroups: 'all' as const }, language: 'de' }],
  ])('give back the rule that they were made of: %s', (_, body) => {
    expect(JSON.parse(JSON.stringify(bodyOf(valuesOf(body))))).toEqual(body);
  });

  it.each([
    ['products[0].key', 'products'],
    ['role.managedGroups[1]', 'managedGroups'],
    ['role.kind', 'role'],
    ['position', undefined],
  ])('are found by the members of a request: %s', (path, field) => {
    expect(fieldAt(path)).toBe(field);
  });
});
