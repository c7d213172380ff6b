import { fromBar } from './bar';
import { expect, signIn, test } from './fixture';

test.describe('signing in', () => {
  test('a wrong key is refused in words, and the right one leads where one wanted to go @languages @reflow', async ({ page, server, accessible }) => {
    await page.goto(`${server.url}/console/rules/versions`);
    await page.waitForURL(/signin/);
    await accessible(page);
    const key = page.locator('input[type=password]');
    await key.fill('adm_wrong');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('alert')).toBeVisible();
    await accessible(page);
    await key.fill(server.admin_key);
    await page.keyboard.press('Enter');
    await page.waitForURL(/rules\/versions/);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('a link signs in at the first try, and leaves nothing behind', async ({ page, server }) => {
    const answers: number[] = [];
    page.on('response', (answer) => {
      if (answer.request().method() === 'POST' && answer.url().endsWith('/session')) answers.push(answer.status());
    });
    const { link } = await server.admin('/session/codes', {});
    await page.goto(new URL(link, server.url).href);
    await page.waitForURL((url) => !url.pathname.endsWith('/signin'));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(answers).toEqual([200]);
    await fromBar(page, 'Account: My company', 'Sign out');
    await page.waitForURL(/signin/);
    await expect(page.locator('input[type=password]')).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await page.goto(new URL(link, server.url).href);
    await expect(page.getByRole('alert')).toContainText('A link signs in once');
    expect(page.url()).not.toContain('code');
  });

  test('a session that ends while somebody works is renewed over the page', async ({ page, server, context, accessible }) => {
    await signIn(page, server);
    await page.goto(`${server.url}/console/rules/versions`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await context.clearCookies();
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await expect(dialog).toBeVisible({ timeout: 45_000 });
    await accessible(page);
    await dialog.locator('input[type=password]').fill(server.admin_key);
    await page.keyboard.press('Enter');
    await expect(dialog).toBeHidden();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  });

  test('who signs out is out, and the way back is closed', async ({ page, server }) => {
    await signIn(page, server);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await fromBar(page, 'Account: My company', 'Sign out');
    await page.waitForURL(/signin/);
    await page.goto(`${server.url}/console/rules`);
    await page.waitForURL(/signin/);
  });
});
