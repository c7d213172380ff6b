import { readFileSync } from 'node:fs';
import { expect, go } from './fixture';
import { goLive } from './live';
import { addRules, test } from './own';

test('a preview counts what its table shows, is filtered by its numbers, saved as a table, and not applied once the rules have moved on', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  await addRules(own, { groups: { Sales: world.groups.Sales! } });
  await goLive(own);
  const [sales] = (await own.admin('/rules')).items;
  await own.admin(`/rules/${sales.id}`, { products: [{ key: 'connect' }], language: 'de' }, 'PATCH');
  await go(page, own, '/preview');
  const table = page.getByRole('table', { name: 'Person by person' });
  const rows = table.getByRole('row').filter({ has: page.getByRole('rowheader') });

  await test.step('what is counted is what is listed, and each line says now, then, and by which rule', async () => {
    await expect(page.getByText('Of 3 people.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'People concerned: 3, show them' }).or(page.getByRole('link', { name: 'People concerned: 3, show them' }))).toBeVisible();
    await expect(rows).toHaveCount(3);
    const line = table.getByRole('list', { name: 'Changes for ann' }).getByRole('listitem').filter({ hasText: 'Meeting' });
    await expect(line).toContainText(/Meeting: yes → no/);
    await expect(table.getByRole('list', { name: 'Changes for ann' })).toContainText('Rule 1: Sales');
    await accessible(page);
  });

  await test.step('a number is a filter, which the address keeps', async () => {
    const waiting = (await own.admin(`/plans/${new URL(page.url()).searchParams.get('plan')}`)).totals;
    const number = page.getByRole('button', { name: /^Get a product: / }).or(page.getByRole('link', { name: /^Get a product: / }));
    await number.click();
    await expect(page).toHaveURL(/show=gaining/);
    await expect(rows).toHaveCount(waiting.gaining);
    await page.reload();
    await expect(rows).toHaveCount(waiting.gaining);
    await accessible(page);
  });

  await test.step('what is saved is what is listed', async () => {
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download CSV' }).click();
    const [head, ...lines] = readFileSync(await (await saved).path(), 'utf8').trim().split(/\r?\n/);
    const column = head!.replace('\uFEFF', '').split(',').indexOf('userName');
    const names = new Set(lines.map((line) => line.split(',')[column]!.replace(/@.*/, '')));
    const shown = await rows.getByRole('rowheader').allTextContents();
    expect([...names].sort()).toEqual(shown.sort());
  });

  await test.step('the rules move on: it cannot be applied, and is worked out again', async () => {
    await own.admin(`/rules/${sales.id}`, { language: 'fr' }, 'PATCH');
    await page.reload();
    await expect(page.getByText('The rules have changed since this preview')).toBeVisible();
    const apply = page.getByRole('button', { name: 'Apply', exact: true });
    await expect(apply).toBeDisabled();
    await expect(apply).toHaveAccessibleDescription('Work it out again before you apply anything.');
    await accessible(page);
    await page.getByRole('button', { name: 'Work it out again' }).click();
    await expect(apply).toBeEnabled();
    await expect(table.getByRole('list', { name: 'Changes for ann' })).toContainText('French');
  });
});
