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

/** brokenWords is the words of the product that stand on two lines: on the page, as it is evaluated there. */
function brokenWords(): string[] {
  const broken: string[] = [];
  const texts = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode as Text;
    if (text.parentElement!.closest('.user-text, code, pre, textarea')) continue;
    for (const word of text.data.matchAll(/\p{L}{4,}/gu)) {
      const range = document.createRange();
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      if (new Set([...range.getClientRects()].filter((line) => line.width > 0).map((line) => Math.round(line.top))).size > 1) broken.push(word[0]);
    }
  }
  return broken;
}

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
      expect(await page.evaluate(brokenWords), `${name} breaks words`).toEqual([]);
    });
  }
});
