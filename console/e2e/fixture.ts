import AxeBuilder from '@axe-core/playwright';
import { test as base, expect, type Page } from '@playwright/test';
import { startServer, type Server } from './server';

interface Fixtures {
  /** A page that is signed in; a violation of the Content-Security-Policy or an error in the console fails the test. */
  console: Page;
  /** Tells what axe finds on the page as it is; it must be nothing. */
  accessible: (page: Page, exclude?: string[]) => Promise<void>;
}

interface WorkerFixtures {
  /** A program of its own for the worker; `fill` puts something into it once. */
  server: Server;
}

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** watch collects what must not happen on a page: violations of the Content-Security-Policy and errors. */
export async function watch(page: Page): Promise<string[]> {
  const found: string[] = [];
  await page.exposeFunction('reportViolation', (text: string) => found.push(text));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      void (window as unknown as { reportViolation: (text: string) => void }).reportViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
    });
  });
  page.on('pageerror', (error) => found.push(error.stack ?? error.message));
  return found;
}

/** signIn goes the way of a person: the form, and a key. */
export async function signIn(page: Page, server: Server): Promise<void> {
  await page.goto(`${server.url}/console/signin`);
  await page.locator('input[type=password]').fill(server.admin_key);
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => !url.pathname.endsWith('/signin'));
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = await startServer();
      await use(server);
      await server.stop();
    },
    { scope: 'worker' },
  ],
  console: async ({ page, server }, use) => {
    const found = await watch(page);
    await signIn(page, server);
    await use(page);
    expect(found).toEqual([]);
  },
  accessible: async ({}, use) => {
    await use(async (page, exclude = []) => {
      // what fades in has its colours at the end only, and one fading may begin when another is over
      await page.evaluate(async () => {
        for (let round = 0; round < 3; round++) {
          await Promise.all(document.getAnimations().map((a) => a.finished.catch(() => undefined)));
          await new Promise((next) => setTimeout(next, 100));
        }
      });
      // the frames of mails are not looked into: no script may run there, and axe would wait for each answer for half a minute
      const builder = new AxeBuilder({ page }).options({ iframes: false }).withTags(tags).setLegacyMode();
      exclude.forEach((selector) => builder.exclude(selector));
      const { violations } = await builder.analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`)).toEqual([]);
    });
  },
});

export { expect };

/** go changes the page as a link does, below /console. */
export async function go(page: Page, server: Server, path: string): Promise<void> {
  await page.goto(`${server.url}/console${path}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}
