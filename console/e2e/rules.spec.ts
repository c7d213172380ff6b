import { expect, go } from './fixture';
import { carryDown } from './keys';
import { addRules, order, test } from './own';

test('a first rule, every field of it, saved', async ({ page, own, signedIn, accessible }) => {
  void signedIn;
  await go(page, own, '/rules');
  await expect(page.getByText('Until you add a rule, sync changes nobody.')).toBeVisible();
  await accessible(page);
  await page.getByRole('link', { name: 'Create your first rule' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'New rule' })).toBeFocused();
  await accessible(page);

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Choose a directory group.')).toBeVisible();
  await accessible(page);

  await page.getByRole('button', { name: /Directory group/ }).click();
  await page.getByRole('combobox', { name: 'Search' }).fill('sal');
  await accessible(page);
  await page.getByRole('option', { name: /Sales/ }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('Sales meets customers');
  await page.getByRole('checkbox', { name: /Connect/ }).check();
  await page.getByRole('radio', { name: /Manager/ }).check();
  await page.getByRole('button', { name: 'Privileges: None selected' }).click();
  await page.getByRole('checkbox', { name: 'View reports' }).check();
  await accessible(page);
  await page.getByRole('button', { name: 'Apply' }).click();
  await page.getByRole('radio', { name: /Only these user groups/ }).check();
  await page.getByRole('button', { name: 'User groups they manage: None selected' }).click();
  await page.getByRole('checkbox', { name: 'Field' }).check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByText('Would touch 3 people')).toBeVisible();
  await expect(page.getByText('Not enough seats of Connect')).toBeVisible();
  await accessible(page);

  await page.getByRole('button', { name: 'Preview template' }).click();
  await expect(page.frameLocator('iframe').locator('body')).not.toBeEmpty();
  await accessible(page);
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+s');
  await expect(page.getByText('Rule 1 is saved. Not live yet.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1, name: /Rules/ })).toBeVisible();
  await accessible(page);
  const [rule] = (await own.admin('/rules')).items;
  expect(rule).toMatchObject({ description: 'Sales meets customers', products: [{ key: 'connect' }], role: { kind: 'manager', privileges: ['view_reports'] } });
});

test('the order is changed by keys, by the menu and by number, taken back, and kept', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules');
  await accessible(page);
  const handle = page.getByRole('button', { name: /Drag handle/ }).first();
  await handle.focus();
  await carryDown(page, 'Escape');
  expect(await order(own)).toEqual(['Sales', 'Support', 'Interns']);
  await handle.focus();
  await carryDown(page);
  await expect(page.getByText('Sales moved from position 1 to 2. Not live yet.')).toBeVisible();
  await expect.poll(() => order(own)).toEqual(['Support', 'Sales', 'Interns']);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => order(own)).toEqual(['Sales', 'Support', 'Interns']);

  await page.getByRole('button', { name: 'Actions for Interns' }).click();
  await page.getByRole('menuitem', { name: 'Move to position…' }).click();
  await page.getByRole('spinbutton').fill('1');
  await page.keyboard.press('Enter');
  await expect.poll(() => order(own)).toEqual(['Interns', 'Sales', 'Support']);
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: 'Interns' }).first()).toContainText('1.');
  await expect(page.getByText(/changes? (is|are) not live yet/)).toBeVisible();
  await accessible(page);
});

test('two people move rules at once: the second sees what the first did', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules');
  await expect(page.getByRole('link', { name: 'Interns' })).toBeVisible();
  const items = (await own.admin('/rules')).items.map((rule: { id: string }) => rule.id);
  await own.admin('/rules/order', { ids: [items[1], items[0], items[2]] }, 'PUT');
  await page.getByRole('button', { name: 'Actions for Interns' }).click();
  await page.getByRole('menuitem', { name: 'Move to the top' }).click();
  const dialog = page.getByRole('dialog', { name: 'Somebody else changed the rules in the meantime' });
  await expect(dialog.getByRole('list', { name: 'As it is now' }).getByRole('listitem').first()).toHaveText('Support');
  await accessible(page);
  await dialog.getByRole('button', { name: 'Save my order' }).click();
  await expect.poll(() => order(own)).toEqual(['Interns', 'Sales', 'Support']);
});

test('the list in other languages and on narrow screens @languages @reflow', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules');
  await expect(page.getByRole('link', { name: 'Interns' })).toBeVisible();
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
  await go(page, own, '/rules/new');
  await accessible(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth)).toBe(true);
});

test('syncing is switched off and on again by what it would do', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules');
  const toggle = page.getByRole('checkbox', { name: 'User Sync' });
  await toggle.click();
  await accessible(page);
  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(page.getByText('User Sync is off', { exact: true })).toBeVisible();
  await accessible(page);
  await toggle.click();
  await expect(page.getByRole('dialog').getByText('People concerned')).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByText('User Sync is on.')).toBeVisible();
  expect((await own.admin('/sync')).enabled).toBe(true);
});
