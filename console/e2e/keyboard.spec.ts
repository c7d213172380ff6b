import type { Page } from '@playwright/test';
import { expect, go, signIn, test as bare, watch } from './fixture';
import { carryDown, press, tabTo, type } from './keys';
import { addRules, order, test } from './own';
import { fill } from './world';
import { startServer } from './server';

bare('first set-up without a mouse: from an identity provider to a run that is done', async ({ page, accessible }) => {
  const own = await startServer();
  const found = await watch(page);
  try {
    await signIn(page, own);
    const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
    await press(page, page.getByRole('link', { name: 'Connect your identity provider' }));
    await expect(heading('Connect an identity provider')).toBeFocused();
    await tabTo(page, page.getByRole('radio', { name: 'Microsoft Entra ID' }));
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('radio', { name: 'Okta' })).toBeChecked();
    await press(page, page.getByRole('button', { name: 'Connect', exact: true }));
    await expect(heading('Okta')).toBeFocused();

    const dialog = page.getByRole('dialog');
    await press(page, page.getByRole('button', { name: 'Create a token' }), 'Space');
    await type(page, dialog.getByRole('textbox', { name: 'Name' }), 'First');
    await press(page, dialog.getByRole('button', { name: 'Create a token' }));
    const token = await dialog.getByRole('textbox', { name: 'Token', exact: true }).inputValue();
    await press(page, dialog.getByRole('button', { name: 'I have copied it' }));
    await expect(page.getByText('Waiting for the first request').first()).toBeVisible();

    await fill({ ...own, scim: pushes(own.scim_url, token) });
    await expect(page.getByText('The first request has arrived')).toBeVisible();
    await accessible(page);
    await press(page, page.getByRole('link', { name: 'See the groups' }));
    await expect(heading('Groups')).toBeFocused();
    await expect(page.getByRole('link', { name: 'Sales', exact: true })).toBeVisible();

    await toPage(page, 'Rules');
    await press(page, page.getByRole('link', { name: 'Create your first rule' }).first());
    await expect(heading('New rule')).toBeFocused();
    await press(page, page.getByRole('button', { name: /^Directory group/ }));
    await page.keyboard.type('sal');
    await expect(page.getByRole('option', { name: /Sales/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await type(page, page.getByRole('textbox', { name: 'Description' }), 'Sales meets customers');
    await press(page, page.getByRole('checkbox', { name: /Meeting/ }), 'Space');
    await page.keyboard.press('Control+s');
    await expect(page.getByText('Rule 1 is saved. Not live yet.')).toBeVisible();

    await press(page, page.getByRole('link', { name: 'Preview', exact: true }).last());
    await expect(heading('Preview')).toBeFocused();
    await press(page, page.getByRole('button', { name: 'Apply', exact: true }));
    await press(page, page.getByRole('dialog', { name: 'Apply this preview?' }).getByRole('button', { name: 'Apply', exact: true }));
    await expect(heading('Run: new rules')).toBeVisible();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();

    await toPage(page, 'Rules');
    const toggle = page.getByRole('checkbox', { name: 'User Sync' });
    await press(page, toggle, 'Space');
    await press(page, dialog.getByRole('button', { name: 'Switch off' }));
    await expect(page.getByText('User Sync is off', { exact: true })).toBeVisible();
    await press(page, toggle, 'Space');
    await expect(dialog.getByText('People concerned')).toBeVisible();
    await press(page, dialog.getByRole('button', { name: 'Switch on' }));
    await expect(page.getByText('User Sync is on.')).toBeVisible();
    expect((await own.admin('/users')).items.map((user: { products: unknown[] }) => user.products.length)).toEqual([1, 1, 1]);
    expect(found).toEqual([]);
  } finally {
    await own.stop();
  }
});

/** toPage goes to a page by the navigation, which is folded away on narrow screens. */
async function toPage(page: Page, name: string) {
  const link = page.getByRole('navigation').getByRole('link', { name, exact: true });
  if (!(await link.isVisible())) await press(page, page.getByRole('button', { name: 'Open navigation' }).first());
  await press(page, link);
  await expect(page.getByRole('heading', { level: 1, name })).toBeFocused();
}

/** pushes asks the SCIM door with a token of the console. */
function pushes(base: string, token: string) {
  return async (path: string, body?: unknown) => {
    const answer = await fetch(base + path, { method: 'POST', headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' }, body: JSON.stringify(body) });
    expect(answer.status).toBe(201);
    return answer.json();
  };
}

test('rules are ordered without a mouse: carried, let go, put back, moved by number, and kept', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, world);
  await go(page, own, '/rules');
  await expect(page.getByRole('link', { name: 'Interns' })).toBeVisible();
  await tabTo(page, page.getByRole('button', { name: /Drag handle/ }).first());
  await carryDown(page, 'Escape');
  await expect(page.getByRole('list', { name: 'Rules, strongest first' }).getByRole('listitem').first()).toContainText('Sales');
  expect(await order(own)).toEqual(['Sales', 'Support', 'Interns']);
  await tabTo(page, page.getByRole('button', { name: /Drag handle/ }).first());
  await carryDown(page);
  await expect(page.getByText('Sales moved from position 1 to 2. Not live yet.')).toBeVisible();
  await expect.poll(() => order(own)).toEqual(['Support', 'Sales', 'Interns']);
  await press(page, page.getByRole('button', { name: 'Undo' }));
  await expect.poll(() => order(own)).toEqual(['Sales', 'Support', 'Interns']);
  await press(page, page.getByRole('button', { name: 'Actions for Interns' }));
  const item = page.getByRole('menuitem', { name: 'Move to position…' });
  await expect(item).toBeVisible();
  while (!(await item.evaluate((element) => element.contains(document.activeElement) || element === document.activeElement))) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await type(page, page.getByRole('spinbutton'), '1');
  await page.keyboard.press('Enter');
  await expect.poll(() => order(own)).toEqual(['Interns', 'Sales', 'Support']);
  await page.reload();
  await expect(page.getByRole('listitem').filter({ hasText: 'Interns' }).first()).toContainText('1.');
  expect(await order(own)).toEqual(['Interns', 'Sales', 'Support']);
  await accessible(page);
});
