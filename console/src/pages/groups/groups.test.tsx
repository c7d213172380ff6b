import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const group = { id: 'g1', displayName: 'Sales people', connection: 'c1', attributes: {}, members: 1200, createdAt: '2026-01-01T00:00:00Z', modifiedAt: '2026-02-01T00:00:00Z' };
const members = (items: unknown[]) => http.get(url('/directory/groups/g1/members'), () => HttpResponse.json({ items }));

beforeEach(() => server.use(...catalogue, members([])));

pageStates('/groups', { path: '/directory/groups', empty: { answer: { items: [] }, text: 'No groups yet' }, data: { answer: { items: [group] }, text: 'Sales people' } });
pageStates('/groups/g1', { path: '/directory/groups/g1', data: { answer: group, text: 'Nobody is in this group' } });

describe('a directory group', () => {
  it('says which rules use it, and leads to a new one', async () => {
    server.use(http.get(url('/directory/groups'), () => HttpResponse.json({ items: [group] })));
    await open('/groups');
    const row = within(await screen.findByRole('row', { name: /Sales people/ }));
    expect(await row.findByRole('link', { name: 'Rule 1: Sales' })).toHaveAttribute('href', '/console/rules/r1');
    expect(row.getByText('1,200')).toBeInTheDocument();
    expect(row.getByRole('link', { name: 'Create a rule for Sales people' })).toHaveAttribute('href', '/console/rules/new?group=g1');
  });

  it('says who is in it, and how', async () => {
    server.use(
      http.get(url('/directory/groups/g1'), () => HttpResponse.json(group)),
      members([{ id: 'u1', type: 'User', displayName: 'Ann', userName: 'ann@example.com', direct: false }, { id: 'g2', type: 'Group', displayName: 'Fairs', direct: true }]),
    );
    await open('/groups/g1');
    expect(await screen.findByRole('link', { name: 'Ann' })).toHaveAttribute('href', '/console/users/u1');
    expect(screen.getByText('Through another group')).toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Fairs' })).toHaveAttribute('href', '/console/groups/g2');
  });
});
