import type { Page } from '@playwright/test';
import { expect, go } from './fixture';
import { test } from './own';

const variant = (subject: string) => ({ subject, text: 'Hello {{user.givenName}}' });

/** choose takes an option of a drop-down. */
async function choose(page: Page, field: RegExp, option: string | RegExp) {
  await page.getByRole('button', { name: field }).click();
  await page.getByRole('option', { name: option }).first().click();
}

test('a mail template is made from within a rule, which keeps what was typed', async ({ page, own, signedIn, accessible }) => {
  void signedIn;
  await go(page, own, '/rules/new');
  await page.getByRole('textbox', { name: 'Description' }).fill('Half a rule');
  await page.getByRole('radio', { name: /Administrator/ }).check();
  await choose(page, /^Language(?!:)/, 'German');

  const dialog = page.getByRole('dialog', { name: 'New mail template' });
  await test.step('what is unknown is refused, and said where', async () => {
    await page.getByRole('button', { name: 'Create new template' }).click();
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Sales kit');
    await dialog.getByRole('textbox', { name: 'Subject' }).fill('Welcome, {{user.givenName}}');
    await dialog.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello,\nyou are {{user.nickname}}.');
    await expect(dialog.getByText('It cannot be shown like this')).toBeVisible();
    await expect(dialog.getByText(/English, Text: Line 2, column 9/)).toBeVisible();
    await accessible(page);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog.getByText('1 field needs your attention')).toBeVisible();
    await expect(dialog.getByRole('textbox', { name: 'Text', exact: true })).toHaveAccessibleDescription(/Line 2, column 9/);
    expect((await own.admin('/email-templates')).items.filter((one: { builtIn: boolean }) => !one.builtIn)).toEqual([]);
    await accessible(page);
  });

  await test.step('German is written by a chip, and seen as a phone shows it', async () => {
    await dialog.getByRole('textbox', { name: 'Text', exact: true }).fill('Hello.');
    await dialog.getByRole('tab', { name: /German/ }).click();
    await dialog.getByRole('textbox', { name: 'Subject' }).fill('Willkommen');
    await dialog.getByRole('textbox', { name: 'Text', exact: true }).fill('Guten Tag ');
    await dialog.getByRole('button', { name: 'Given name' }).click();
    await expect(dialog.getByRole('textbox', { name: 'Text', exact: true })).toBeFocused();
    await expect(dialog.getByRole('textbox', { name: 'Text', exact: true })).toHaveValue('Guten Tag {{user.givenName}}');
    await expect(page.frameLocator('iframe').locator('body')).toContainText(/Guten Tag \w+/);
    await expect(dialog.getByRole('heading', { name: 'Willkommen' })).toBeVisible();
    await accessible(page);
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(dialog).toBeHidden();
  });

  await test.step('the rule has it chosen, and nothing is lost; its preview is German', async () => {
    await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('Half a rule');
    await expect(page.getByRole('radio', { name: /Administrator/ })).toBeChecked();
    await expect(page.getByRole('button', { name: /^Template.*Sales kit/ })).toBeVisible();
    await page.getByRole('button', { name: 'Preview template', exact: true }).click();
    const preview = page.getByRole('dialog', { name: 'Template: Sales kit' });
    await expect(preview.getByRole('heading', { name: 'Willkommen' })).toBeVisible();
    await expect(page.frameLocator('iframe').locator('body')).toContainText('Guten Tag');
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(preview).toBeHidden();
  });
});

test('a mail template in use is deleted from within a rule: the others, and this one, get what replaces it', async ({ page, own, world, signedIn, accessible }) => {
  void signedIn;
  const old = await own.admin('/email-templates', { name: 'Old kit', variants: { en: variant('Old') } });
  const kit = await own.admin('/email-templates', { name: 'New kit', variants: { en: variant('New') } });
  for (const [description, group] of Object.entries(world.groups)) await own.admin('/rules', { description, group, products: [], welcomeMail: old.id });
  await go(page, own, '/rules');
  await page.getByRole('link', { name: 'Support' }).click();
  await page.getByRole('textbox', { name: 'Description' }).fill('Support helps');
  await page.getByRole('button', { name: 'Delete template' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Old kit?' });
  await expect(dialog.getByText('3 rules use it:')).toBeVisible();
  await accessible(page);
  await dialog.getByRole('button', { name: /^What these rules give instead/ }).click();
  await page.getByRole('option', { name: 'New kit' }).click();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: /^Template.*New kit/ })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Description' })).toHaveValue('Support helps');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByText('Rule 2 is saved. Not live yet.')).toBeVisible();
  const rules = (await own.admin('/rules')).items;
  expect(rules.map((rule: { description: string; welcomeMail: string }) => [rule.description, rule.welcomeMail])).toEqual([['Sales', kit.id], ['Support helps', kit.id], ['Interns', kit.id]]);
});
