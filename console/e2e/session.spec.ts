import { expect, go } from './fixture';
import { order, test } from './own';

test('a session that ends in the middle of a form: signed in again over it, what was typed is there and can be saved', async ({ page, own, signedIn, context, accessible }) => {
  void signedIn;
  const group = (await own.admin('/directory/groups')).items.find((one: { displayName: string }) => one.displayName === 'Sales');
  await go(page, own, `/rules/new?group=${group.id}`);
  const description = page.getByRole('textbox', { name: 'Description' });
  await description.fill('Half a rule');
  await page.getByRole('checkbox', { name: /^Meeting/ }).check();
  await page.getByRole('radio', { name: /Administrator/ }).check();
  await expect(page.getByText('Would touch 3 people')).toBeVisible();

  await context.clearCookies();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(dialog).toBeVisible();
  await accessible(page);
  await dialog.locator('input[type=password]').fill(own.admin_key);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();

  await expect(page).toHaveURL(/\/rules\/new\?group=/);
  await expect(description).toHaveValue('Half a rule');
  await expect(page.getByRole('button', { name: /^Directory group.*Sales/ })).toBeVisible();
  await expect(page.getByRole('checkbox', { name: /^Meeting/ })).toBeChecked();
  await expect(page.getByRole('radio', { name: /Administrator/ })).toBeChecked();
  expect(await order(own)).toEqual([]);
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Rule 1 is saved. Not live yet.').first()).toBeVisible();
  expect(await order(own)).toEqual(['Half a rule']);
});
