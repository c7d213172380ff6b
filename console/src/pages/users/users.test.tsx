import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import * as download from '../../api/download';
import { url } from '../../mocks/handlers';
import { catalogue, user } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const ann = user({ displayName: 'Ann Example', products: [{ key: 'meeting', owner: 'rule', rule: 'r1', state: 'granted' }, { key: 'webinar', owner: 'rule', rule: 'r1', state: 'waiting', position: 3 }] });

beforeEach(() => server.use(...catalogue));

pageStates('/users', {
  path: '/users',
  empty: { answer: { items: [] }, text: 'Nobody is here yet' },
  data: { answer: { items: [ann] }, text: 'Ann Example' },
});

describe('the list of users', () => {
  it('says what somebody has and what they wait for', async () => {
    server.use(http.get(url('/users'), () => HttpResponse.json({ items: [ann] })));
    await open('/users');
    expect(await screen.findByText('Meeting')).toBeInTheDocument();
    expect(await screen.findByText('Webinar: number 3 in the waiting line')).toBeInTheDocument();
  });

  it('is searched at the server, and the search is in the address', async () => {
    const asked: string[] = [];
    server.use(
      http.get(url('/users'), ({ request }) => {
        asked.push(new URL(request.url).searchParams.get('text') ?? '');
        return HttpResponse.json({ items: [] });
      }),
    );
    const { user: person, history } = await open('/users');
    await person.type(await screen.findByPlaceholderText('Name or e-mail'), 'ann');
    await waitFor(() => expect(asked).toContain('ann'));
    expect(history.location.search).toBe('?text=ann');
    expect(await screen.findByText('Nothing matches')).toBeInTheDocument();
  });

  it('goes on where a page ends', async () => {
    server.use(
      http.get(url('/users'), ({ request }) =>
        HttpResponse.json(new URL(request.url).searchParams.get('cursor') ? { items: [user({ id: 'u2', displayName: 'Ben' })] } : { items: [ann], next: 'c1' }),
      ),
    );
    const { user: person } = await open('/users');
    await person.click(await screen.findByRole('button', { name: 'Show more' }));
    expect(await screen.findByText('Ben')).toBeInTheDocument();
    expect(screen.getByText('Ann Example')).toBeInTheDocument();
  });

  it('is saved whole, with its filter, also what is not on screen yet', async () => {
    const asked: string[] = [];
    server.use(
      http.get(url('/users'), ({ request }) => {
        const query = new URL(request.url).searchParams;
        asked.push(query.get('state') ?? '');
        return HttpResponse.json(query.get('cursor') ? { items: [user({ id: 'u2', userName: 'ben@example.com', displayName: 'Ben' })] } : { items: [ann], next: 'c1' });
      }),
    );
    const save = vi.spyOn(download, 'save').mockImplementation(() => undefined);
    const { user: person } = await open('/users?state=active');
    await person.click(await screen.findByRole('button', { name: 'Download CSV' }));
    await waitFor(() => expect(save).toHaveBeenCalledWith(expect.any(Blob), 'users.csv'));
    const text = await save.mock.calls[0]![0].text();
    expect(text).toContain('Ann Example');
    expect(text).toContain('ben@example.com');
    expect(new Set(asked)).toEqual(new Set(['active']));
    expect(screen.queryByText('Ben')).not.toBeInTheDocument();
  });
});
