import { expect, go } from './fixture';
import { test } from './own';

const part = (name: string) => ({ name, exact: true });

test('a welcome mail is looked at in all its parts, comes back, and is called unwanted: the user and the failures show it', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await own.admin('/account/settings', { reviewRules: false }, 'PATCH');
  await own.admin('/rules', { description: 'Sales', group: world.groups.Sales, enabled: true, products: [{ key: 'meeting' }] });
  await go(page, own, '/mailbox');

  await test.step('each person has one mail', async () => {
    for (const name of ['ann', 'bob', 'eve']) await expect(page.getByRole('button', { name: new RegExp(`to ${name}@example.com: open`) })).toHaveCount(1, { timeout: 30_000 });
    await accessible(page);
  });

  await test.step('it is there as HTML that can do nothing, as text, as it travels, and by its headers', async () => {
    await page.getByRole('button', { name: /to ann@example.com: open/ }).click();
    const frame = page.locator('iframe');
    await expect(frame).toHaveAttribute('sandbox', '');
    await expect(page.frameLocator('iframe').locator('body')).toContainText('Your account is ready');
    expect(await page.frameLocator('iframe').locator('img, script, link[rel=stylesheet]').count()).toBe(0);
    await page.getByRole('tab', part('Text')).click();
    await expect(page.getByRole('region', part('Text'))).toContainText('* Meeting');
    await page.getByRole('tab', part('Source')).click();
    await expect(page.getByRole('region', part('Source'))).toContainText('Content-Type: multipart/alternative');
    await page.getByRole('tab', part('Headers')).click();
    const headers = page.getByRole('table', part('Headers'));
    await expect(headers.getByRole('row', { name: /^To .*ann@example.com/ })).toBeVisible();
    await expect(headers.getByRole('row', { name: /^Subject Welcome/ })).toBeVisible();
    await accessible(page);
  });

  const id = async (name: string) => (await own.admin('/users?limit=50')).items.find((user: { userName: string }) => user.userName === `${name}@example.com`).id as string;
  const back = async (name: string, what: string) => {
    await go(page, own, '/mailbox');
    await page.getByRole('button', { name: new RegExp(`to ${name}@example.com: open`) }).click();
    await page.getByRole('button', { name: 'Have it come back' }).click();
    await page.getByRole('menuitem', { name: what }).click();
    await expect(page.getByText('The mail has come back. The user and the failures show it.')).toBeVisible();
  };

  await test.step('it comes back: the person, the failures, and nobody else', async () => {
    await back('ann', 'There is no such address');
    await expect.poll(async () => (await own.admin(`/users/${await id('ann')}`)).welcomeMail).toMatchObject({ state: 'bounced', reason: 'no_email' });
    await back('bob', 'Not handed on: bounced before');
    await expect.poll(async () => (await own.admin(`/users/${await id('bob')}`)).welcomeMail).toMatchObject({ state: 'suppressed' });
    await expect.poll(async () => (await own.admin('/sync/failures')).items.map((one: { code: string; users: number }) => [one.code, one.users]).sort()).toEqual([['mail_bounced', 1], ['mail_suppressed', 1]]);
    await go(page, own, '/failures');
    await expect(page.getByRole('heading', { name: 'The welcome mail came back (1)' })).toBeVisible();
    await page.getByRole('button', { name: 'Whom it concerns' }).first().click();
    await expect(page.getByRole('link', { name: 'ann@example.com' })).toBeVisible();
    await accessible(page);
  });

  await test.step('it is called unwanted: the person shows it, and it is no failure', async () => {
    await back('eve', 'Called unwanted by its recipient');
    await expect.poll(async () => (await own.admin(`/users/${await id('eve')}`)).welcomeMail).toMatchObject({ state: 'complained', reason: 'abuse' });
    expect((await own.admin('/sync/failures')).items).toHaveLength(2);
    await go(page, own, `/users/${await id('eve')}`);
    await expect(page.getByText('Reported as unwanted').first()).toBeVisible();
  });
});
