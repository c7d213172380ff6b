// Writes a picture of every page, filled by the sample company, to a folder: light, dark, narrow and in German. They are for the documentation, and to be looked at.
//   node scripts/screenshots.mjs FOLDER [PAGE...]     only the pages whose names begin so; CHROMIUM and USERSYNC_BIN say what to run
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { pagesOf, startCompany } from '../e2e/company.ts';

const variants = {
  light: { viewport: { width: 1366, height: 900 }, colorScheme: 'light', locale: 'en-GB' },
  dark: { viewport: { width: 1366, height: 900 }, colorScheme: 'dark', locale: 'en-GB' },
  narrow: { viewport: { width: 390, height: 844 }, colorScheme: 'light', locale: 'en-GB' },
  german: { viewport: { width: 1366, height: 900 }, colorScheme: 'light', locale: 'de-DE' },
};

/** settled waits until a page says the same for a second: what is read has come, and what is worked out is there. */
async function settled(page) {
  const text = () => page.evaluate(() => document.body.innerText);
  for (let before = await text(), same = 0, tries = 0; same < 4 && tries < 60; tries++) {
    await page.waitForTimeout(250);
    const now = await text();
    same = now === before ? same + 1 : 0;
    before = now;
  }
}

/** shoot opens a page and waits until nothing moves on it. */
async function shoot(page, url, file) {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await settled(page);
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished)));
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
}

async function main(folder, only) {
  mkdirSync(folder, { recursive: true });
  const server = await startCompany();
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || undefined, args: ['--no-sandbox'] });
  try {
    const pages = await pagesOf(server);
    const cookies = [];
    for (const [variant, look] of Object.entries(variants)) {
      const context = await browser.newContext(look);
      const page = await context.newPage();
      if (cookies.length === 0) {
        await page.goto(server.console_url);
        await page.waitForURL((url) => !url.pathname.endsWith('/signin'));
        cookies.push(...(await context.cookies()));
      }
      for (const [name, path] of pages) {
        if (only.length > 0 && !only.some((wanted) => name.startsWith(wanted))) continue;
        await context.clearCookies();
        if (path !== '/signin') await context.addCookies(cookies);
        await shoot(page, `${server.url}/console${path}`, join(folder, `${name}-${variant}.png`));
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await server.stop();
  }
}

const [folder, ...only] = process.argv.slice(2);
if (!folder) throw new Error('say where to write: screenshots.mjs FOLDER [PAGE...]');
await main(resolve(folder), only);
