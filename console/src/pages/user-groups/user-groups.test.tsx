import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Rule } from '../../api/rules';
import { url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';
import { belowOf, childrenOf, manages, pathOf } from './tree';

const groups = [{ id: 'dach', name: 'DACH', parent: 'emea' }, { id: 'emea', name: 'EMEA', parent: null }, { id: 'apac', name: 'APAC', parent: null }];
const rules = [
  { id: 'r1', position: 1, description: 'Leaders', enabled: true, group: 'g1', role: { kind: 'manager', managedGroups: ['emea'], privileges: ['view_reports'] } },
  { id: 'r2', position: 2, description: 'Sales', enabled: true, group: 'g1', userGroup: 'dach' },
];
const tree = [http.get(url('/user-groups'), () => HttpResponse.json({ items: groups })), http.get(url('/rules'), () => HttpResponse.json({ items: rules }, { headers: { ETag: '"7"' } }))];
const one = http.get(url('/user-groups/dach'), () => HttpResponse.json(groups[0], { headers: { ETag: '"7"' } }));

beforeEach(() => server.use(...tree, ...catalogue, http.get(url('/users'), () => HttpResponse.json({ items: [] }))));

pageStates('/user-groups', { path: '/user-groups', empty: { answer: { items: [] }, text: 'No user groups yet' }, data: { answer: { items: groups }, text: 'EMEA' } });
pageStates('/user-groups/dach', { path: '/user-groups/dach', data: { answer: groups[0]!, text: 'Nobody is in this group' } });

describe('user groups', () => {
  it('are a tree that says who comes in and who manages', async () => {
    await open('/user-groups');
    const row = within(await screen.findByRole('row', { name: /DACH/ }));
    expect(await row.findByRole('link', { name: 'Rule 2: Sales' })).toBeInTheDocument();
    expect(row.getByRole('link', { name: 'Rule 1: Leaders' })).toBeInTheDocument();
    expect(row.getByRole('link', { name: 'Add below DACH' })).toHaveAttribute('href', '/console/user-groups/_new?parent=dach');
  });

  it('are found by a word in the address, without the tree', async () => {
    const { user } = await open('/user-groups?text=dac');
    expect(await screen.findByRole('link', { name: 'DACH' })).toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'EMEA' })).not.toBeInTheDocument();
    await user.type(screen.getByRole('searchbox'), 'x');
    await user.click(await screen.findByRole('button', { name: 'Clear filter' }));
    expect(await screen.findByRole('link', { name: 'EMEA' })).toBeInTheDocument();
  });

  it('are made below another one', async () => {
    let body: unknown;
    server.use(http.post(url('/user-groups'), async ({ request }) => HttpResponse.json((body = await request.json()), { status: 201 })));
    const { user } = await open('/user-groups/_new?parent=dach');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText('A user group needs a name of at most 200 characters.')).toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Vienna');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The user group Vienna is saved.')).toBeInTheDocument();
    expect(body).toEqual({ name: 'Vienna', parent: 'dach' });
  });

  it('are not deleted while rules use them', async () => {
    server.use(one);
    const { user } = await open('/user-groups/dach');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete DACH?' }));
    expect(await dialog.findByRole('link', { name: 'Rule 2: Sales' })).toBeInTheDocument();
  });
});

describe('the tree', () => {
  const names = (list: { name: string }[]) => list.map((g) => g.name);
  it('orders by name, and keeps those whose parent is gone', () => {
    expect(names(childrenOf([...groups, { id: 'x', name: 'Lost', parent: 'gone' }]) as never)).toEqual(['APAC', 'EMEA', 'Lost']);
    expect(names(childrenOf(groups, 'emea') as never)).toEqual(['DACH']);
  });
  it('ends where it runs in a circle', () => {
    const circle = [{ id: 'a', name: 'A', parent: 'b' }, { id: 'b', name: 'B', parent: 'a' }];
    expect(names(pathOf(circle, 'a') as never)).toEqual(['B', 'A']);
  });
  it('knows what is below', () => expect([...belowOf(groups, 'emea')].sort()).toEqual(['dach', 'emea']));
  it.each([
    ['all', 'apac', true],
    [['emea'], 'dach', true],
    [['emea'], 'apac', false],
    [[], 'apac', false],
    [undefined, 'apac', false],
  ])('managers of %j manage %s: %s', (managedGroups, id, expected) => {
    expect(manages({ role: { kind: 'manager', managedGroups } } as Rule, groups, id)).toBe(expected);
  });
});
