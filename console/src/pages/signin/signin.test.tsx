import { screen, waitFor } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { problem, session, url } from '../../mocks/handlers';
import { rulesAnswer, rulesWorld } from '../../mocks/rules';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { backFrom, codeFrom } from './place';

/** signedOut has nobody be signed in until a key is offered that is right. */
function signedOut() {
  let inside = false;
  server.use(
    ...rulesWorld,
    http.get(url('/rules'), () => rulesAnswer([])),
    http.get(url('/session'), () => (inside ? HttpResponse.json(session) : problem(401, 'unauthenticated'))),
    http.post(url('/session'), async ({ request }) => {
      const { key } = (await request.json()) as { key?: string };
      inside = key === 'adm_right';
      return inside ? HttpResponse.json(session) : problem(401, 'unauthenticated');
    }),
  );
}

describe('who is not signed in', () => {
  it('is asked for a key, told when it is wrong, and led to where they wanted to go', async () => {
    signedOut();
    const { user, history } = await open('/rules');
    const key = await screen.findByLabelText('Admin key');
    expect(history.location.pathname).toBe('/console/signin');
    await user.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(screen.getByText('Enter an admin key.')).toBeInTheDocument();
    await user.type(key, 'adm_wrong{Enter}');
    expect(await screen.findByText(/This key is not known/)).toBeInTheDocument();
    await user.clear(key);
    await user.type(key, 'adm_right{Enter}');
    await waitFor(() => expect(history.location.pathname).not.toBe('/console/signin'));
  });

  it('reads the page in a language of their own', async () => {
    signedOut();
    await open('/signin', 'nl');
    expect(await screen.findByRole('heading', { name: 'Aanmelden bij usersync' })).toBeInTheDocument();
  });
});

describe('the place to go back to', () => {
  it.each([
    ['?back=/rules%3Fq%3Dsales', '/rules?q=sales'],
    ['', '/'],
    ['?back=//evil.example', '/'],
    ['?back=https://evil.example', '/'],
    ['?back=/%5Cevil.example', '/'],
    ['?back=/signin', '/'],
  ])('is a page of the console: %s', (search, want) => {
    expect(backFrom(search)).toBe(want);
  });

  it('and the code of a link are read from the address', () => {
    expect(codeFrom('#code=abc')).toBe('abc');
    expect(codeFrom('')).toBeUndefined();
  });
});
