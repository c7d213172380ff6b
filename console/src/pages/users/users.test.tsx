import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
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
});
