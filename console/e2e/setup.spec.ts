import { expect, go, signIn, test } from './fixture';
import { startServer } from './server';

test('an identity provider is set up, its token is seen once and revoked', async ({ console: page, server, accessible }) => {
  test.setTimeout(120_000);
  await go(page, server, '/connections/new');
  await page.getByText('Okta', { exact: true }).click();
  await accessible(page);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Okta' })).toBeVisible();
  await accessible(page);
  await page.getByRole('button', { name: 'Create a token' }).click();
  await page.getByRole('dialog', { name: 'Create a token' }).getByRole('textbox', { name: 'Name' }).fill('First');
  await page.getByRole('dialog', { name: 'Create a token' }).getByRole('button', { name: 'Create a token' }).click();
  const token = await page.getByRole('textbox', { name: 'Token', exact: true }).inputValue();
  await accessible(page);
  await page.getByRole('button', { name: 'I have copied it' }).click();
  const answer = await fetch(`${server.url}/scim/v2/Users`, { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  await expect(page.getByText('The first request has arrived')).toBeVisible({ timeout: 15_000 });
  await page.getByRole('tab', { name: 'Requests' }).click();
  await expect(page.getByRole('link', { name: 'GET /scim/v2/Users' })).toBeVisible();
  await accessible(page);
  await page.getByRole('tab', { name: 'Tokens' }).click();
  await page.getByRole('button', { name: 'Revoke First', exact: true }).click();
  await page.getByRole('dialog', { name: 'Revoke First' }).getByRole('textbox').fill('First');
  await page.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(page.getByText('First is revoked.')).toBeVisible();
  await accessible(page);
  const refused = await fetch(`${server.url}/scim/v2/Users`, { headers: { Authorization: `Bearer ${token}` } });
  expect(refused.status).toBe(401);
});

test('settings and keys are accessible, and settings are saved', async ({ console: page, server, accessible }) => {
  test.setTimeout(120_000);
  await go(page, server, '/settings');
  await accessible(page);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings are saved.')).toBeVisible();
  await go(page, server, '/keys');
  await accessible(page);
});

test('the connection of a new account serves the identity provider; no second one is made', async ({ page, accessible }) => {
  const own = await startServer();
  try {
    await signIn(page, own);
    await go(page, own, '/connections/new');
    await page.getByText('Okta', { exact: true }).click();
    await expect(page.getByRole('checkbox', { name: /^Use “.+”, which waits for its first request/ })).toBeChecked();
    await accessible(page);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Okta' })).toBeVisible();
    await expect(page.getByText('Only this machine reaches this address.', { exact: false })).toBeVisible();
    await accessible(page);
    const { items } = await own.admin('/connections');
    expect(items.map(({ name, kind }: { name: string; kind: string }) => [name, kind])).toEqual([['Okta', 'okta']]);
    await own.scim('/Users'); // its first token stays good
    await expect(page.getByText('The first request has arrived')).toBeVisible();
  } finally {
    await own.stop();
  }
});
