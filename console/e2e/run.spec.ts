import { expect, go } from './fixture';
import { goLive } from './live';
import { test } from './own';

test('a run that failed in part: by cause, tried again as it is, and once more when the cause is gone', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  const { id } = await own.admin('/rules', { description: 'Sales', group: world.groups.Sales, products: [{ key: 'meeting' }], role: { kind: 'admin' } });
  await goLive(own);
  await own.admin(`/rules/${id}`, { role: { kind: 'member' } }, 'PATCH');
  const run = await goLive(own);
  expect(await own.admin(`/sync/runs/${run}`)).toMatchObject({ failed: 1 });
  const people = (await own.admin('/users')).items;
  const stays = people.find((user: { role: { kind: string } }) => user.role.kind === 'admin');
  const cause = page.getByRole('table', { name: 'The only administrator stays' });

  await test.step('the cause, its cure, and whom it concerns', async () => {
    await go(page, own, `/runs/${run}`);
    await expect(page.getByText('Done, with failures')).toBeVisible();
    await expect(page.getByRole('heading', { name: 'The only administrator stays (1)' })).toBeVisible();
    await expect(page.getByText('Make somebody else administrator first.')).toBeVisible();
    await expect(cause.getByRole('link', { name: stays.userName })).toBeVisible();
    await accessible(page);
  });

  await test.step('one is tried again while the cause stays, and fails again', async () => {
    await expect(page.getByRole('button', { name: 'Retry selected' })).toBeDisabled();
    await cause.getByRole('checkbox', { name: `Select ${stays.userName}` }).check();
    await page.getByRole('button', { name: 'Retry selected' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Run: another try' })).toBeVisible();
    await expect(page.getByText('Done, with failures')).toBeVisible();
    await expect(cause.getByRole('link', { name: stays.userName })).toBeVisible();
  });

  await test.step('somebody else becomes administrator: the cause is tried again, and each row says what became of it', async () => {
    const other = people.find((user: { id: string }) => user.id !== stays.id);
    await own.admin(`/users/${other.id}/grants`, { role: { kind: 'admin' } });
    await expect.poll(async () => (await own.admin(`/users/${other.id}`)).role.kind).toBe('admin');
    await page.getByRole('button', { name: 'Retry this cause: The only administrator stays' }).click();
    await expect(page.getByText('Done', { exact: true })).toBeVisible();
    await expect(page.getByText('Nothing failed')).toBeVisible();
    await page.getByRole('tab', { name: 'Everybody' }).click();
    await expect(page.getByRole('row').filter({ hasText: stays.userName })).toContainText(/Changed|As it was/); // who waits for another administrator may be seen to before the run comes by
    await accessible(page);
    expect((await own.admin(`/users/${stays.id}`)).role.kind).toBe('member');
  });
});
