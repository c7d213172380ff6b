import { expect, go, test } from './fixture';

test('the first key leads past bar and navigation to the page', async ({ console: page, server, accessible }) => {
  await go(page, server, '/users');
  const skip = page.getByRole('link', { name: 'Skip to the page' });
  await expect(skip).not.toBeInViewport();
  await page.keyboard.press('Tab');
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await accessible(page);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Users' })).toBeFocused();
  expect(new URL(page.url()).hash).toBe('');
  await page.keyboard.press('Tab');
  const inside = await page.evaluate(() => !!document.activeElement?.closest('main'));
  expect(inside, 'the next key is on the page').toBe(true);
});

test('who goes to a page is at its heading, and the tab has its name', async ({ console: page, server }) => {
  await go(page, server, '/');
  const navigation = page.getByRole('navigation', { name: 'Pages' });
  for (const name of ['Rules', 'Preview', 'Runs', 'Failures', 'Holds', 'Users', 'Directory groups', 'Products', 'User groups', 'Settings templates', 'Welcome mails', 'Settings', 'Admin keys', 'Mailbox', 'Overview']) {
    const link = navigation.getByRole('link', { name, exact: true });
    if (!(await link.isVisible())) await page.getByRole('button', { name: 'Open navigation' }).click();
    await link.click();
    const heading = page.getByRole('heading', { level: 1, name: new RegExp(`^${name}`) });
    await expect(heading).toBeFocused();
    await expect(page).toHaveTitle(`${name} - usersync`);
  }
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Mailbox' })).toBeFocused();
  await page.evaluate(() => { const link = document.createElement('a'); link.href = '/console/nowhere'; document.body.append(link); link.click(); link.remove(); });
  await expect(page.getByRole('heading', { level: 1, name: 'There is no such page' })).toBeFocused();
});

test('the bar says the name of the product in full on the narrowest screen', async ({ console: page, server }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await go(page, server, '/');
  const bar = page.locator('#bar');
  const name = bar.getByRole('link', { name: 'usersync' }).locator('span');
  const [end, cut] = await name.evaluate((span) => {
    const words = document.createRange();
    words.selectNodeContents(span);
    return [words.getBoundingClientRect().right, getComputedStyle(span).overflow !== 'visible' && span.scrollWidth > span.clientWidth] as const;
  });
  expect(cut).toBe(false);
  expect(end).toBeLessThan((await bar.getByRole('button', { name: /^Search/ }).boundingBox())!.x);
});
