import { startCompany } from './company';
import { expect, go, test as base } from './fixture';

/** The sample company, so that there is something to find. */
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

test('finds a user, a directory group, a rule and a page by keyboard only @reflow', async ({ console: page, server, accessible }) => {
  const field = page.getByRole('combobox', { name: 'Name of a person, group, rule or page' });
  const open = async (text: string) => {
    await page.keyboard.press('Control+k');
    await expect(field).toBeFocused();
    if (text) await page.keyboard.type(text);
  };
  const chosen = page.locator('[role=option][aria-selected=true]');
  const choose = async (name: string) => {
    const all = page.getByRole('option');
    await expect(all.filter({ hasText: name }).first()).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: /result/ })).toBeVisible();
    for (let i = await all.count(); i > 0 && !(await chosen.textContent())?.startsWith(name); i--) await page.keyboard.press('ArrowDown');
    await expect(chosen).toContainText(name);
    await page.keyboard.press('Enter');
  };
  const at = async (path: string, title: string) => {
    await expect(page).toHaveURL(`${server.url}/console${path}`);
    const heading = page.getByRole('heading', { level: 1 });
    await expect(heading).toContainText(title);
    await expect(heading).toBeFocused();
  };

  const user = (await server.admin('/users?limit=1')).items[0];
  const group = (await server.admin('/directory/groups?limit=1')).items[0];
  const rule = (await server.admin('/rules')).items[2];

  await test.step('nothing typed, and closed', async () => {
    await open('');
    await expect(page.getByRole('option').first()).toBeVisible();
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(field).toHaveCount(0);
  });
  await test.step('the button, and the focus comes back to it', async () => {
    const button = page.getByRole('button', { name: 'Search (Ctrl+K)' });
    await button.focus();
    await page.keyboard.press('Enter');
    await expect(field).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(button).toBeFocused();
  });
  await test.step('a user', async () => {
    await open(user.userName);
    await expect(page.getByRole('option').filter({ hasText: user.userName })).toBeVisible();
    await accessible(page);
    await choose(user.displayName);
    await at(`/users/${user.id}`, user.displayName);
  });
  await test.step('a directory group', async () => {
    await open(group.displayName);
    await expect(page.getByRole('group', { name: 'Directory groups' }).getByRole('option', { name: group.displayName, exact: true })).toBeVisible();
    for (let i = 0; i < 30 && (await chosen.getAttribute('id')) !== `search-group-${group.id}`; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await at(`/groups/${group.id}`, group.displayName);
  });
  await test.step('a rule', async () => {
    await open(rule.description);
    await choose(rule.description);
    await at(`/rules/${rule.id}`, '');
  });
  await test.step('a page', async () => {
    await open('settings');
    await choose('Settings');
    await at('/settings', 'Settings');
  });
  await test.step('nothing found', async () => {
    await open('xyzzy');
    await expect(page.getByText(/Nothing found for/)).toBeVisible();
    await accessible(page);
    await page.keyboard.press('Escape');
  });
});

test.describe('where the bar has room for its words', () => {
  test.use({ viewport: { width: 1366, height: 900 } });

  test('help says keys and version', async ({ console: page, accessible }) => {
    await page.getByRole('button', { name: 'Help' }).press('Enter');
    await expect(page.getByRole('menuitem', { name: /Admin API/ })).toHaveAttribute('href', /\/api\/docs$/);
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts and version' }).press('Enter');
    await expect(page.getByText(/^usersync, version \S+$/)).toBeVisible();
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Help' })).toBeFocused();
  });
});

test('what the arrows chose stands out in forced colours, and nothing moves for who wants no motion', async ({ console: page, server }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await go(page, server, '/rules');
  await page.keyboard.press('Control+k');
  const hits = page.getByRole('dialog', { name: 'Search' }).getByRole('option');
  await expect(hits.first()).toBeVisible();
  expect(await page.evaluate(() => document.getAnimations().filter((a) => Number(a.effect?.getComputedTiming().duration) > 1).length)).toBe(0);
  await page.keyboard.press('ArrowDown');
  const looks = await hits.evaluateAll((all) => {
    const probe = document.body.appendChild(document.createElement('i'));
    probe.style.cssText = 'forced-color-adjust: none; background: Highlight';
    const highlight = getComputedStyle(probe).backgroundColor;
    probe.remove();
    return all.map((hit) => [hit.getAttribute('aria-selected') === 'true', getComputedStyle(hit).backgroundColor === highlight]);
  });
  expect(looks.filter(([chosen]) => chosen)).toEqual([[true, true]]);
  expect(looks.filter(([chosen, stands]) => chosen !== stands)).toEqual([]);
});
