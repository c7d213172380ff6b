import type { Page } from '@playwright/test';
import { expect } from './fixture';
import { carryDown } from './keys';
import { order, test } from './own';

/** pick ticks things in the list that a field opens, and applies them. */
async function pick(page: Page, field: string, ...names: string[]) {
  await page.getByRole('button', { name: `${field}: None selected` }).click();
  const dialog = page.getByRole('dialog', { name: field });
  for (const name of names) await dialog.getByRole('checkbox', { name }).check();
  await dialog.getByRole('button', { name: 'Apply' }).click();
}

/** choose takes an option of a drop-down. */
async function choose(page: Page, field: RegExp, option: string | RegExp) {
  await page.getByRole('button', { name: field }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** chooseGroup looks for a directory group, the only one with a text in its name, and takes it. */
async function chooseGroup(page: Page, text: string, name: RegExp) {
  await page.getByRole('button', { name: /^Directory group/ }).click();
  await page.getByRole('combobox', { name: 'Search' }).fill(text);
  await expect(page.getByRole('option')).toHaveCount(1); // what is still to be filtered moves away under the pointer
  await page.getByRole('option', { name }).click();
}

/** toPage goes to a page by the navigation, which is folded away on narrow screens. */
async function toPage(page: Page, name: string) {
  const link = page.getByRole('navigation').getByRole('link', { name, exact: true });
  if (!(await link.isVisible())) await page.getByRole('button', { name: 'Open navigation' }).first().click();
  await link.click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
}

/** drag takes a rule by its handle to the place of another, as a hand does. */
async function drag(page: Page, from: number, to: number) {
  const handles = page.getByRole('button', { name: /Drag handle/ });
  await handles.nth(from).scrollIntoViewIfNeeded();
  const [start, end] = [(await handles.nth(from).boundingBox())!, (await handles.nth(to).boundingBox())!];
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2 + 10, { steps: 3 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 15 });
  await page.mouse.up();
}

test('from nothing to people who have what the rules give, click by click', async ({ page, own, signedIn, accessible }) => {
  void signedIn;
  await own.admin('/settings-templates', { name: 'Field staff', settings: { meeting: { recording: true } } });

  await test.step('User Sync in the navigation, and a first rule', async () => {
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await toPage(page, 'Rules');
    await page.getByRole('link', { name: 'Create your first rule' }).first().click();
    await expect(page.getByRole('heading', { level: 1, name: 'New rule' })).toBeFocused();
  });

  await test.step('a manager with privileges over user groups, a mail, a language, a group and settings', async () => {
    await chooseGroup(page, 'sal', /Sales/);
    await page.getByRole('textbox', { name: 'Description' }).fill('Sales meets customers');
    await page.getByRole('checkbox', { name: /Meeting/ }).check();
    await page.getByRole('checkbox', { name: /Connect/ }).check();
    await page.getByRole('radio', { name: /Manager/ }).check();
    await pick(page, 'Privileges', 'View reports', 'Manage users');
    await page.getByRole('radio', { name: /Only these user groups/ }).check();
    await pick(page, 'User groups they manage', 'Field');
    await choose(page, /^Language(?!:)/, 'German');
    await choose(page, /^User group(?!s)/, 'Field');
    await choose(page, /^Settings template/, 'Field staff');
    await choose(page, /^Template/, 'Default');
    await page.getByRole('button', { name: 'Preview template', exact: true }).click();
    await expect(page.frameLocator('iframe').locator('html')).toHaveAttribute('lang', 'de');
    await page.keyboard.press('Escape');
    await expect(page.getByText('Would touch 3 people')).toBeVisible();
    await accessible(page);
  });

  await test.step('Save & add another keeps what is likely the same, and starts at the group', async () => {
    await page.getByRole('button', { name: 'Save & add another' }).click();
    await expect(page.getByText('Rule 1 is saved. Not live yet.').first()).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('');
    await expect(page.getByRole('button', { name: /^Directory group/ })).toBeFocused();
    await expect(page.getByRole('button', { name: /^Language(?!:).*German/ })).toBeVisible();
  });

  await test.step('an administrator, and a rule without privileges', async () => {
    await chooseGroup(page, 'sup', /Support/);
    await page.getByRole('textbox', { name: 'Description' }).fill('Support may do everything');
    await page.getByRole('radio', { name: /Administrator/ }).check();
    await page.getByRole('button', { name: 'Save & add another' }).click();
    await expect(page.getByText('Rule 2 is saved. Not live yet.').first()).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('');
    await chooseGroup(page, 'int', /Interns/);
    await page.getByRole('textbox', { name: 'Description' }).fill('Interns listen');
    await page.getByRole('checkbox', { name: /Meeting/ }).check();
    await choose(page, /^User group(?!s)/, 'No group');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: /Rules/ })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Interns listen' })).toBeVisible();
    await accessible(page);
  });

  await test.step('the order, by keys and by mouse', async () => {
    await page.getByRole('button', { name: /Drag handle/ }).first().focus();
    await carryDown(page);
    await expect.poll(() => order(own)).toEqual(['Support may do everything', 'Sales meets customers', 'Interns listen']);
    await expect(page.getByText(/moved from position 1 to 2/)).toBeVisible();
    await drag(page, 1, 0);
    await expect.poll(() => order(own)).toEqual(['Sales meets customers', 'Support may do everything', 'Interns listen']);
  });

  await test.step('the draft is previewed, applied, and its run followed to the end', async () => {
    await page.getByRole('link', { name: 'Preview', exact: true }).last().click();
    await expect(page.getByRole('heading', { level: 1, name: 'Preview' })).toBeFocused();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Apply this preview?' });
    await accessible(page);
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Run: new rules' })).toBeVisible();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
    await expect(page.getByText(/Some people were put in the waiting line/)).toBeVisible();
    await accessible(page);
    const [ann] = (await own.admin('/users')).items;
    expect(ann.role).toMatchObject({ kind: 'manager' });
  });

  await test.step('syncing is switched off, and on again by what it would do', async () => {
    await toPage(page, 'Rules');
    const toggle = page.getByRole('checkbox', { name: 'User Sync' });
    await toggle.click();
    await page.getByRole('dialog', { name: 'Switch User Sync off?' }).getByRole('button', { name: 'Switch off' }).click();
    await expect(page.getByText('User Sync is off', { exact: true })).toBeVisible();
    await toggle.click();
    await page.getByRole('dialog', { name: 'Switch User Sync on?' }).getByRole('button', { name: 'Switch on' }).click();
    await expect(page.getByText('User Sync is on.')).toBeVisible();
    expect((await own.admin('/sync')).enabled).toBe(true);
  });

  await test.step('a product with too few seats: read by cause, cured, tried again', async () => {
    await toPage(page, 'Failures');
    const retry = page.getByRole('button', { name: /^Retry: / });
    await expect(retry).toBeVisible();
    await page.getByRole('button', { name: 'Whom it concerns' }).click();
    await expect(page.getByRole('link', { name: /@example\.com/ })).toHaveCount(1);
    await accessible(page);
    await own.admin('/products/connect', { seats: 10 }, 'PATCH');
    await retry.click();
    await expect(page.getByRole('heading', { level: 1, name: 'Run: another try' })).toBeVisible();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
    await toPage(page, 'Failures');
    await expect(page.getByText('Nothing fails')).toBeVisible();
    const users = (await own.admin('/users')).items;
    expect(users.map((user: any) => user.products.length)).toEqual([2, 2, 2]);
  });
});
