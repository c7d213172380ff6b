import { startCompany, pagesOf } from './company';
import { expect, go, test as base } from './fixture';

/** The sample company, so that every page has something to show. */
const test = base.extend<object, { server: Awaited<ReturnType<typeof startCompany>> }>({
  server: [
    async ({}, use) => {
      const server = await startCompany();
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

test('every page shows the sample company, is accessible, and fits its window @languages @reflow', async ({ console: page, server, accessible }) => {
  test.setTimeout(600_000);
  for (const [name, path] of await pagesOf(server)) {
    if (path === '/signin') continue;
    await test.step(name, async () => {
      await go(page, server, path);
      await page.waitForLoadState('networkidle');
      await expect(page.getByRole('heading', { level: 1 }), `${name} is there`).toBeVisible();
      await expect(page.getByRole('alert').filter({ hasText: /That did not work|Das hat nicht geklappt|Dat is niet gelukt/ }), `${name} has no failure`).toHaveCount(0);
      await accessible(page);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide, `${name} scrolls sideways`).toBeLessThanOrEqual(0);
    });
  }
});
