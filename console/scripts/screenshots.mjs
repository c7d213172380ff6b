// Writes a picture of every page, filled by the sample company, to a folder: light, dark, narrow and in German. They are for the documentation, and to be looked at.
//   node scripts/screenshots.mjs FOLDER [PAGE...]     only the pages whose names begin so; CHROMIUM and USERSYNC_BIN say what to run
import { mkdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';
import { startServer } from '../e2e/server.ts';

const variants = {
  light: { viewport: { width: 1366, height: 900 }, colorScheme: 'light', locale: 'en-GB' },
  dark: { viewport: { width: 1366, height: 900 }, colorScheme: 'dark', locale: 'en-GB' },
  narrow: { viewport: { width: 390, height: 844 }, colorScheme: 'light', locale: 'en-GB' },
  german: { viewport: { width: 1366, height: 900 }, colorScheme: 'light', locale: 'de-DE' },
};

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** filled waits for the end of the sample company: its second full run. */
async function filled(server) {
  for (let tries = 0; tries < 600; tries++) {
    const { items } = await server.admin('/sync/runs?kind=full');
    if (items.length > 1 && items.every((run) => run.state === 'done')) return;
    await pause(500);
  }
  throw new Error('the sample company is not complete after five minutes');
}

/** examples says, for pages of one thing, which one is shown. */
async function examples(server) {
  const first = async (path) => (await server.admin(path)).items[0];
  const named = async (path, name) => (await server.admin(path)).items.find((item) => (item.displayName ?? item.name ?? item.description) === name);
  return {
    users: (await first('/sync/failures/out_of_seats/users')).userId,
    groups: (await named('/directory/groups?limit=100', 'Sales')).id,
    rules: (await named('/rules', 'Sales in Germany and Austria is written to in German')).id,
    runs: (await first('/sync/runs?kind=full')).id,
    holds: (await first('/holds')).id,
    preview: (await first('/plans')).id,
    plans: (await first('/plans')).id,
    failures: 'out_of_seats',
    products: 'phone',
    templates: (await named('/email-templates', 'Sales')).id,
    'settings-templates': (await named('/settings-templates', 'Field staff')).id,
    'user-groups': (await named('/user-groups', 'Sales')).id,
    connect: (await named('/connections', 'Okta of Northwind')).id,
    connections: (await named('/connections', 'Okta of Northwind')).id,
  };
}

/** addresses is the pages of the table of routes, by the names of their pictures. Where there is no example of a thing, that is said. */
function addresses(example) {
  const table = readFileSync(join(import.meta.dirname, '../src/app/pages.ts'), 'utf8');
  const found = new Map();
  for (const [, path] of table.matchAll(/\{ path: '([^']+)', words:/g)) {
    const [, subject] = path.split('/');
    const id = path.includes('$') ? example[subject] : '';
    if (id === undefined) console.error(`no example for ${path}`);
    else found.set(path.slice(1).replaceAll(/\/\$\w+/g, '-one').replaceAll('/', '-') || 'overview', path.replaceAll(/\$\w+/g, id));
  }
  return found;
}

/** shoot opens a page and waits until nothing moves on it. */
async function shoot(page, url, file) {
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: file, animations: 'disabled', caret: 'hide' });
}

async function main(folder, only) {
  mkdirSync(folder, { recursive: true });
  const server = await startServer('--demo');
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || undefined, args: ['--no-sandbox'] });
  try {
    await filled(server);
    const pages = addresses(await examples(server));
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
