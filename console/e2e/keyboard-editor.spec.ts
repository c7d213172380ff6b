import { expect, go } from './fixture';
import { arrowTo, choose, pick, press, radioTo, tabTo, type } from './keys';
import { order, test } from './own';

test('every field of a rule without a mouse, another rule after it, and leaving asks', async ({ page, own, signedIn, accessible }) => {
  void signedIn;
  const kit = await own.admin('/email-templates', { name: 'Sales kit', variants: { en: { subject: 'Welcome', text: 'Hello' } } });
  const field = await own.admin('/settings-templates', { name: 'Field staff', settings: {} });
  const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
  const radio = (name: RegExp) => page.getByRole('radio', { name });
  const group = page.getByRole('button', { name: /^Directory group/ });
  const description = page.getByRole('textbox', { name: 'Description' });
  await go(page, own, '/rules/new');

  await test.step('what is wrong is counted, and the first field of it has the focus', async () => {
    await tabTo(page, description);
    await page.keyboard.press('Control+s');
    await expect(page.getByRole('alert').getByText('1 field needs your attention')).toBeVisible();
    await expect(group).toBeFocused();
    await accessible(page);
  });

  await test.step('whom it is for, and what they get', async () => {
    await page.keyboard.press('Enter');
    await page.keyboard.type('sal');
    await expect(page.getByRole('option', { name: /Support/ })).toHaveCount(0);
    await arrowTo(page, /Sales/);
    await page.keyboard.press('Enter');
    await type(page, description, 'Sales meets customers');
    await press(page, page.getByRole('button', { name: 'Only for some of its members' }));
    await type(page, page.getByRole('textbox', { name: 'Condition' }), 'active eq true');
    await press(page, page.getByRole('checkbox', { name: 'The rule is on' }), 'Space');
    await expect(page.getByRole('checkbox', { name: 'The rule is on' })).not.toBeChecked();
    await page.keyboard.press('Space');
    await press(page, page.getByRole('checkbox', { name: /^Meeting/ }), 'Space');
    await choose(page, page.getByRole('button', { name: /Plan of Meeting/ }), /pro/);
    await press(page, page.getByRole('checkbox', { name: /^Connect/ }), 'Space');
  });

  await test.step('privileges are there for managers only', async () => {
    const privileges = page.getByRole('button', { name: /^Privileges:/ });
    await expect(privileges).toHaveCount(0);
    await radioTo(page, radio(/^Leave the role alone/), radio(/^Manager/));
    await expect(privileges).toBeVisible();
    await radioTo(page, radio(/^Manager/), radio(/^Administrator/));
    await expect(privileges).toHaveCount(0);
    await page.keyboard.press('ArrowUp');
    await pick(page, 'Privileges', 'View reports', 'Manage users');
    await tabTo(page, radio(/^Only these user groups/));
    await page.keyboard.press('Space');
    await pick(page, 'User groups they manage', 'Field');
    await accessible(page);
  });

  await test.step('language, user group, settings and mail', async () => {
    await choose(page, page.getByRole('button', { name: /^Language(?!:)/ }), /German/);
    await choose(page, page.getByRole('button', { name: /^User group(?!s)/ }), /Field/);
    await choose(page, page.getByRole('button', { name: /^Settings template/ }), /Field staff/);
    await choose(page, page.getByRole('button', { name: /^Template/ }), /Sales kit/);
    await press(page, page.getByRole('button', { name: 'Preview template' }));
    await expect(page.getByRole('dialog', { name: 'Template: Sales kit' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Preview template' })).toBeFocused();
    await expect(page.getByText('Would touch 3 people')).toBeVisible();
  });

  await test.step('saved, and the next one begins at the group with what is likely the same', async () => {
    await press(page, page.getByRole('button', { name: 'Save & add another' }));
    await expect(page.getByText('Rule 1 is saved. Not live yet.').first()).toBeVisible();
    await expect(group).toBeFocused();
    await expect(description).toHaveValue('');
    await expect(page.getByRole('button', { name: /^Language(?!:).*German/ })).toBeVisible();
    await expect(page.getByRole('button', { name: /^Template.*Sales kit/ })).toBeVisible();
    const [rule] = (await own.admin('/rules')).items;
    expect(rule).toMatchObject({
      description: 'Sales meets customers',
      condition: 'active eq true',
      enabled: true,
      products: [{ key: 'meeting', plan: 'pro' }, { key: 'connect' }],
      role: { kind: 'manager', privileges: expect.arrayContaining(['view_reports', 'manage_users']) },
      language: 'de',
      settingsTemplate: field.id,
      welcomeMail: kit.id,
    });
    expect(rule.role.managedGroups).toEqual([rule.userGroup]);
  });

  await test.step('what was typed is not lost by leaving', async () => {
    await type(page, description, 'Half a rule');
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
    await press(page, page.getByRole('link', { name: 'Cancel' }));
    await expect(dialog).toBeVisible();
    await accessible(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(description).toHaveValue('Half a rule');
    await press(page, page.getByRole('link', { name: 'Cancel' }));
    await press(page, dialog.getByRole('button', { name: 'Leave' }));
    await expect(heading(/^Rules/)).toBeFocused();
    expect(await order(own)).toEqual(['Sales meets customers']);
  });
});
