import { fromBar } from './bar';
import { expect, go } from './fixture';
import { addRules, order, test } from './own';

test('what was typed is not lost by leaving, and Ctrl+S saves it', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules');
  await page.getByRole('link', { name: 'Support' }).click();
  const description = page.getByRole('textbox', { name: 'Description' });
  await description.fill('Support helps');
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  await page.getByRole('link', { name: 'Cancel' }).click();
  await accessible(page);
  await dialog.getByRole('button', { name: 'Stay' }).click();
  await expect(description).toHaveValue('Support helps');
  await page.goBack();
  await expect(dialog).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(description).toHaveValue('Support helps');

  await description.press('Control+s');
  await expect(page.getByText('Rule 2 is saved. Not live yet.')).toBeVisible();
  expect(await order(own)).toEqual(['Sales', 'Support helps', 'Interns']);

  await page.getByRole('link', { name: 'Interns' }).click();
  await description.fill('Never mind');
  await page.getByRole('link', { name: 'Cancel' }).click();
  await dialog.getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /Rules/ })).toBeVisible();
  expect(await order(own)).toEqual(['Sales', 'Support helps', 'Interns']);
});

test('another language keeps the page and what was typed', async ({ page, own, world, signedIn }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules/new');
  await page.getByRole('textbox', { name: 'Description' }).fill('Half a rule');
  await page.getByRole('radio', { name: /Manager/ }).check();
  await fromBar(page, 'Language: English', 'Nederlands');
  await expect(page.getByRole('heading', { level: 1, name: 'Nieuwe regel' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await expect(page).toHaveURL(/\/console\/rules\/new$/);
  await expect(page.getByRole('textbox', { name: 'Beschrijving' })).toHaveValue('Half a rule');
  await expect(page.getByRole('radio', { name: /^Manager/ })).toBeChecked();
});

test('moving a rule is announced in Dutch', async ({ page, own, world, signedIn }) => {
  void signedIn;
  await addRules(own, world);
  await page.evaluate(() => localStorage.clear());
  await go(page, own, '/rules');
  await fromBar(page, 'Language: English', 'Nederlands');
  await expect(page.getByRole('heading', { level: 1, name: /Regels/ })).toBeVisible();
  await page.getByRole('listitem').filter({ hasText: 'Sales' }).getByRole('button').first().focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('Item opgepakt op positie 1 van 3')).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText('Item naar positie 2 van 3')).toBeAttached();
  await page.keyboard.press('Space');
  await expect(page.getByText('Sales verplaatst van positie 1 naar 2. Nog niet van kracht.')).toBeVisible();
});

test('a file that a newer console no longer has: the page is tried anew, then a reload is offered', async ({ page, own, signedIn, accessible }) => {
  void signedIn;
  await go(page, own, '/rules');
  let asked = 0;
  await page.route(/\/assets\/.*\.js/, async (route) => {
    const source = await (await route.fetch()).text();
    if (!source.includes('saveAnother')) return route.fallback();
    asked++;
    return route.fulfill({ status: 404, contentType: 'text/plain', body: 'not found' });
  });
  await page.getByRole('link', { name: 'Create your first rule' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'A new version is ready' })).toBeVisible();
  expect(asked).toBeGreaterThan(0);
  await accessible(page);
  await page.unroute(/\/assets\/.*\.js/);
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'New rule' })).toBeVisible();
});

test('two browsers move rules at once: the second sees what the first did', async ({ page, browser, own, world, signedIn }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules');
  const state = await page.context().storageState();
  const other = await (await browser.newContext({ storageState: state })).newPage();
  await other.goto(page.url());
  const top = async (tab: typeof page, name: string) => {
    await tab.getByRole('button', { name: `Actions for ${name}` }).click();
    await tab.getByRole('menuitem', { name: 'Move to the top' }).click();
  };
  await expect(page.getByRole('link', { name: 'Interns' })).toBeVisible();
  await top(other, 'Support');
  await expect(other.getByText('Support moved from position 2 to 1. Not live yet.')).toBeVisible();
  await top(page, 'Interns');
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed the rules in the meantime' });
  await expect(dialog.getByRole('list', { name: 'As it is now' }).getByRole('listitem').first()).toHaveText('Support');
  await dialog.getByRole('button', { name: 'Leave it as it is now' }).click();
  expect(await order(own)).toEqual(['Support', 'Sales', 'Interns']);
  await other.context().close();
});
