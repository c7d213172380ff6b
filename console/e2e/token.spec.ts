import { expect, go } from './fixture';
import { test } from './own';

test('a token is made, seen once, rotated without a gap, and revoked by its name; one that ends soon is warned about', async ({ page, own, signedIn, accessible }) => {
  void signedIn;
  const { id } = await own.admin('/connections', { kind: 'okta', name: 'Okta of the house' });
  const asks = async (token: string) => (await fetch(`${own.scim_url}/Users`, { headers: { Authorization: `Bearer ${token}` } })).status;
  const dialog = page.getByRole('dialog');
  const value = dialog.getByRole('textbox', { name: 'Token', exact: true });

  /** make makes a token in the dialog that is open, and answers with what it is. */
  async function make(name: string): Promise<string> {
    await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
    await dialog.getByRole('button', { name: 'Create a token' }).click();
    await expect(dialog.getByRole('button', { name: /^Copy.*Token/ })).toBeFocused();
    await expect(value).toHaveAttribute('readonly');
    const token = await value.inputValue();
    await accessible(page);
    await dialog.getByRole('button', { name: 'I have copied it' }).click();
    await expect(dialog).toBeHidden();
    expect(await page.content()).not.toContain(token);
    return token;
  }

  await go(page, own, `/connections/${id}?tab=tokens`);
  await expect(page.getByText('No token yet')).toBeVisible();
  await page.getByRole('button', { name: 'Create a token' }).click();
  const first = await make('First');
  expect(await asks(first)).toBe(200);

  const second = await test.step('rotated: both are taken, and a third is refused in words', async () => {
    await page.getByRole('button', { name: 'Rotate: create another token' }).click();
    await expect(dialog.getByText(/The token of now goes on/)).toBeVisible();
    const token = await make('Second');
    expect([await asks(first), await asks(token)]).toEqual([200, 200]);
    await expect(page.getByRole('button', { name: 'Rotate: create another token' })).toHaveAccessibleDescription('Two tokens are live. Revoke one first.');
    return token;
  });

  await test.step('revoked by typing its name', async () => {
    await page.getByRole('button', { name: 'Revoke First' }).click();
    const revoke = dialog.getByRole('button', { name: 'Revoke', exact: true });
    await dialog.getByRole('textbox').fill('Firs');
    await expect(revoke).toBeDisabled();
    await dialog.getByRole('textbox').fill('First');
    await revoke.click();
    await expect(page.getByText('First is revoked.')).toBeVisible();
    await expect(page.getByRole('row', { name: /First/ })).toHaveCount(0);
    expect([await asks(first), await asks(second)]).toEqual([401, 200]);
  });

  await test.step('one that ends within days is warned about, on the page and in the list of connections', async () => {
    await own.admin(`/connections/${id}/tokens`, { name: 'Short-lived', expiresInDays: 5 });
    await go(page, own, `/connections/${id}?tab=tokens`);
    await expect(page.getByRole('row', { name: /Short-lived.*In 5 days/ })).toBeVisible();
    await expect(page.getByText('“Short-lived” expires in 5 days').first()).toBeVisible();
    await accessible(page);
    await go(page, own, '/connections');
    await expect(page.getByRole('row', { name: /Okta of the house.*“Short-lived” expires in 5 days/ })).toBeVisible();
    await accessible(page);
  });
});
