import { expect, go } from './fixture';
import { goLive } from './live';
import { test } from './own';

test('why somebody has what they have: who decided, who lost and why, since when, and what other groups would make of it', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await own.admin('/rules', { description: 'Sales', group: world.groups.Sales, products: [{ key: 'meeting' }], language: 'de' });
  await own.admin('/rules', { description: 'Support', group: world.groups.Support, products: [{ key: 'meeting' }], language: 'fr' });
  await goLive(own);
  const [user] = (await own.admin('/users')).items;
  await go(page, own, '/users');
  await page.getByRole('link', { name: user.displayName, exact: true }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: user.displayName })).toBeFocused();

  await test.step('the winner and the losers', async () => {
    const language = page.getByRole('table', { name: 'What they get, and why' }).getByRole('row', { name: /^Language/ });
    await expect(language.getByRole('link', { name: 'Rule 1: Sales' })).toBeVisible();
    await expect(language.locator('s')).toHaveText('Rule 2: Support: French');
    await expect(language).toContainText('a stronger rule decides');
    await expect(page.getByRole('row', { name: /^Product.*Meeting/ })).toContainText('a stronger rule says the same');
    await accessible(page);
  });

  await test.step('since when', async () => {
    await page.getByRole('tab', { name: 'Timeline' }).click();
    const panel = page.getByRole('tabpanel', { name: 'Timeline' });
    await expect(panel.getByText(/Changed by rules, policy version/).first()).toBeVisible();
    await expect(panel.locator('time').first()).toBeVisible();
    await accessible(page);
  });

  await test.step('what if they were not in the group that decides', async () => {
    await page.getByRole('tab', { name: 'What if' }).click();
    await page.getByRole('button', { name: /^No longer in these/ }).click();
    await page.getByRole('option', { name: 'Sales' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Try it' }).click();
    await expect(page.getByRole('list', { name: 'What would change' })).toContainText(/Language: German.*French.*Rule 2: Support/);
    await accessible(page);
    expect((await own.admin(`/users/${user.id}`)).language).toMatchObject({ tag: 'de' });
  });
});
