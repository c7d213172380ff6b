import { screen, waitFor } from '@testing-library/react';
import { delay, http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, url } from '../mocks/handlers';
import { user as person } from '../mocks/people';
import { rule, rulesAnswer, rulesWorld } from '../mocks/rules';
import { server } from '../mocks/server';
import { open } from '../test/app';
import { forgetRecent } from './recent';

const users = (...items: object[]) => server.use(http.get(url('/users'), () => HttpResponse.json({ items })));

async function search(text: string, language: 'en' | 'de' = 'en') {
  const opened = await open('/rules/versions', language);
  await screen.findByRole('heading', { level: 1 });
  await opened.user.keyboard('{Control>}k{/Control}');
  const field = await screen.findByRole('combobox');
  if (text) await opened.user.type(field, text);
  return { ...opened, field };
}

describe('search', () => {
  beforeEach(() => {
    forgetRecent();
    server.use(...rulesWorld, http.get(url('/rules/versions'), () => HttpResponse.json({ items: [] })), http.get(url('/rules'), () => rulesAnswer([rule('r1', 1, { description: 'Sales people' })])));
    users(person({ id: 'u9', displayName: 'Sally Sales', userName: 'sally@example.com' }));
  });

  it('finds a rule, a person and a group, each under its name', async () => {
    await search('sal');
    expect(await screen.findByRole('option', { name: /Sally Sales/ })).toBeInTheDocument();
    expect(screen.getByRole('option', { name: /Sales people.*Rule 1, for Sales EMEA/ })).toBeInTheDocument();
    expect(screen.getAllByRole('group').map((group) => group.getAttribute('aria-label'))).toEqual(['Rules', 'Users', 'Directory groups']);
    expect(await screen.findByText('3 results')).toBeInTheDocument();
  });

  it('opens with Enter what the arrows chose, and names it as opened last next time', async () => {
    const { user, history, field } = await search('sal');
    await screen.findByRole('option', { name: /Sally/ });
    await user.keyboard('{ArrowDown}');
    expect(screen.getByRole('option', { name: /Sally/ })).toHaveAttribute('aria-selected', 'true');
    expect(field).toHaveAttribute('aria-activedescendant', 'search-user-u9');
    await user.keyboard('{Enter}');
    await waitFor(() => expect(history.location.pathname).toBe('/console/users/u9'));
    expect(screen.queryByRole('combobox')).not.toBeInTheDocument();
    await user.keyboard('{Control>}k{/Control}');
    expect(await screen.findByRole('group', { name: 'Opened last' })).toHaveTextContent('Sally Sales');
  });

  it('goes over the ends of the list', async () => {
    const { user } = await search('runs');
    await screen.findByRole('option', { name: 'Runs' });
    await user.keyboard('{ArrowUp}');
    expect(screen.getAllByRole('option').at(-1)).toHaveAttribute('aria-selected', 'true');
  });

  it('offers all pages while nothing is typed', async () => {
    await search('');
    expect(await screen.findByRole('option', { name: 'Settings' })).toBeInTheDocument();
    expect(screen.getByText(/Type a name/)).toBeInTheDocument();
  });

  it('leads to all where there are more than it shows', async () => {
    users(...Array.from({ length: 6 }, (_, i) => person({ id: `u${i}`, displayName: `Sally ${i}` })));
    const { user, history } = await search('sally');
    await user.click(await screen.findByRole('option', { name: 'Show all users with “sally”' }));
    await waitFor(() => expect(history.location.pathname + history.location.search).toBe('/console/users?text=sally'));
  });

  it('says that it searches, and that there is nothing', async () => {
    server.use(http.get(url('/users'), async () => (await delay(200), HttpResponse.json({ items: [] }))), http.get(url('/directory/groups'), () => HttpResponse.json({ items: [] })));
    await search('xyzzy');
    expect(await screen.findByText('Searching')).toBeInTheDocument();
    expect(await screen.findByText(/Nothing found for “xyzzy”/)).toBeInTheDocument();
  });

  it('says what failed, and tries again', async () => {
    server.use(http.get(url('/users'), () => problem(500, 'internal')));
    const { user } = await search('sally');
    const retry = await screen.findByRole('button', { name: 'Try again' });
    users(person({ displayName: 'Sally' }));
    await user.click(retry);
    expect(await screen.findByRole('option', { name: /Sally/ })).toBeInTheDocument();
  });
});
