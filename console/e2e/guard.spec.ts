import type { Server } from './server';
import { expect, go, signIn } from './fixture';
import { goLive } from './live';
import { addRules, test } from './own';

/** strict has the guard hold whatever takes everything from two people. */
const strict = (server: Server) => server.admin('/account/settings', { guard: { everything: { min: 1, percent: 0 } } }, 'PATCH');

test('a change that takes too much is held: who may only read sees why, and an owner lets it go on for a reason', async ({ page, browser, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, { groups: { Sales: world.groups.Sales! } });
  await goLive(own);
  await expect.poll(async () => (await own.admin('/users')).items.filter((user: { products: unknown[] }) => user.products.length > 0).length).toBe(3);
  await strict(own);
  const [rule] = (await own.admin('/rules')).items;
  await own.admin(`/rules/${rule.id}`, undefined, 'DELETE');

  await test.step('the preview is stopped, and says by what', async () => {
    await go(page, own, '/preview');
    await expect(page.getByText('The guard holds this')).toBeVisible();
    await expect(page.getByText(/the limit is/)).toBeVisible();
    await accessible(page);
  });

  const url = page.url();
  await test.step('without the right nothing can be done, and that is said', async () => {
    const { key } = await own.admin('/keys', { name: 'Reader', scopes: ['read'] });
    const reader = await (await browser.newContext()).newPage();
    await signIn(reader, { ...own, admin_key: key });
    await reader.goto(url);
    await expect(reader.getByText('The guard holds this')).toBeVisible();
    for (const name of ['Approve', 'Apply']) {
      const button = reader.getByRole('button', { name, exact: true });
      await expect(button).toBeDisabled();
      await expect(button).toHaveAccessibleDescription(/scope "write"/);
    }
    await accessible(reader);
    await reader.context().close();
  });

  await test.step('an owner types the reason, and it goes on', async () => {
    await page.getByRole('button', { name: 'Approve', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve what the guard holds?' });
    await expect(dialog.getByRole('button', { name: 'Approve', exact: true })).toBeDisabled();
    await accessible(page);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Sales moves to another product');
    await dialog.getByRole('button', { name: 'Approve', exact: true }).click();
    await expect(page.getByText('Approved. Apply it to make it come about.')).toBeVisible();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    await page.getByRole('dialog', { name: 'Apply this preview?' }).getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
    await expect.poll(async () => (await own.admin('/users')).items.filter((user: { products: unknown[] }) => user.products.length > 0).length).toBe(0);
  });
});

test('a run that takes too much leaves it to people: who may only read sees why, and what is approved for a reason is taken', async ({ page, browser, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, { groups: { Sales: world.groups.Sales! } });
  await goLive(own);
  await strict(own);
  const [rule] = (await own.admin('/rules')).items;
  await own.admin(`/rules/${rule.id}`, undefined, 'DELETE');
  const seated = async () => (await own.admin('/users')).items.filter((user: { products: unknown[] }) => user.products.length > 0).length;

  await test.step('the run ends without having taken anything, and leads to what waits', async () => {
    await go(page, own, '/preview');
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Apply this preview?' });
    await expect(dialog.getByText('What it takes away waits until somebody approves it.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Apply', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Run: new rules' })).toBeVisible();
    await expect(page.getByText('Some people keep what the rules would take')).toBeVisible();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
    await accessible(page);
    expect(await seated()).toBe(3);
    await page.getByRole('link', { name: 'Go to the hold' }).click();
    await expect(page.getByText('The rules would take more than the limit allows')).toBeVisible();
    await accessible(page);
  });

  await test.step('without the right it is read, not decided, and that is said', async () => {
    const { key } = await own.admin('/keys', { name: 'Reader', scopes: ['read'] });
    const reader = await (await browser.newContext()).newPage();
    await signIn(reader, { ...own, admin_key: key });
    await reader.goto(page.url());
    await expect(reader.getByText('The rules would take more than the limit allows')).toBeVisible();
    for (const name of ['Approve for all', 'Reject']) {
      await expect(reader.getByRole('button', { name })).toBeDisabled();
      await expect(reader.getByRole('button', { name })).toHaveAccessibleDescription(/scope "write"/);
    }
    await accessible(reader);
    await reader.context().close();
  });

  await test.step('approved for a reason: what was kept is taken', async () => {
    await page.getByRole('button', { name: 'Approve for all' }).click();
    const dialog = page.getByRole('dialog', { name: 'Approve this hold?' });
    await expect(dialog.getByRole('button', { name: 'Approve for all' })).toBeDisabled();
    await accessible(page);
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Sales moves to another product');
    await dialog.getByRole('button', { name: 'Approve for all' }).click();
    await expect(page.getByText('Approved. What was kept is taken now.')).toBeVisible();
    await expect.poll(seated).toBe(0);
  });
});
