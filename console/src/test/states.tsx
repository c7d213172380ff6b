import { screen } from '@testing-library/react';
import { delay, http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { problem, url } from '../mocks/handlers';
import { server } from '../mocks/server';
import { open } from './app';

interface States {
  /** Of the request that the page lives on. */
  path: string;
  empty?: { answer: object; text: string | RegExp };
  data: { answer: object; text: string | RegExp };
}

/** pageStates tests what every page must do: say that it loads, show nothing and something, say what failed and try again, and who may not see it. */
export function pageStates(page: string, { path, empty, data }: States): void {
  const answer = (body: object) => server.use(http.get(url(path), () => HttpResponse.json(body)));

  describe(`${page} in its states`, () => {
    it('says that it loads', async () => {
      server.use(http.get(url(path), async () => delay('infinite')));
      await open(page);
      expect((await screen.findAllByText('Loading')).length).toBeGreaterThan(0);
    });

    if (empty) {
      it('says what to do when there is nothing', async () => {
        answer(empty.answer);
        await open(page);
        expect((await screen.findAllByText(empty.text)).length).toBeGreaterThan(0);
      });
    }

    it('shows what there is', async () => {
      answer(data.answer);
      await open(page);
      expect((await screen.findAllByText(data.text)).length).toBeGreaterThan(0);
      expect(screen.getByRole('heading', { level: 1 })).toBeInTheDocument();
    });

    it('says what failed, with a reference, and tries again', async () => {
      server.use(http.get(url(path), () => problem(500, 'internal', 'Something went wrong on our side.')));
      const { user } = await open(page);
      const retry = await screen.findByRole('button', { name: 'Try again' });
      expect(screen.getByText('req-1')).toBeInTheDocument();
      answer(data.answer);
      await user.click(retry);
      expect((await screen.findAllByText(data.text)).length).toBeGreaterThan(0);
    });

    it('says who may see it', async () => {
      server.use(http.get(url(path), () => problem(403, 'insufficient_scope', 'The key has not the scope.')));
      await open(page);
      expect(await screen.findByText('Your key may not do this')).toBeInTheDocument();
    });
  });
}
