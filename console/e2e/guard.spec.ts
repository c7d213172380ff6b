import type { Server } from './server';
import { expect, go, signIn } from './fixture';
import { addRules, test } from './own';

/** strict has the guard hold whatever takes everything from two people. */
const strict = (server: Server) => server.admin('/account/settings', { guard: { everything: { min: 1, percent: 0 } } }, 'PATCH');

test('a change that takes too much is held: who may only read sees why, and an owner lets it go on for a reason', async ({ page, browser, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, { groups: { Sales: world.groups.Sales! } });
  const first = await own.admin('/plans', {});
  await expect.poll(async () => (await own.admin(`/plans/${first.id}`)).state).toBe('ready');
  await own.admin(`/plans/${first.id}/apply`, {});
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
