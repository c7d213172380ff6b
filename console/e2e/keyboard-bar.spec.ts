import { expect, go } from './fixture';
import { press } from './keys';
import { test } from './own';

test.describe('where the bar folds its menus into one', () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test('language, colours and the way out are reached without a mouse', async ({ page, own, signedIn, accessible }) => {
    void signedIn;
    await go(page, own, '/rules');
    const more = page.getByRole('button', { name: 'More', exact: true });
    await press(page, more);
    await press(page, page.getByRole('button', { name: 'English', exact: true }));
    await accessible(page);
    await press(page, page.getByRole('button', { name: 'Nederlands' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Regels' })).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
    await press(page, page.getByRole('button', { name: 'Meer', exact: true }));
    await press(page, page.getByRole('button', { name: 'Systeem', exact: true }));
    await press(page, page.getByRole('button', { name: 'Donker', exact: true }), 'Space');
    await expect(page.locator('body')).toHaveClass(/awsui-dark-mode/);
    await accessible(page);
    await press(page, page.getByRole('button', { name: 'Meer', exact: true }));
    await press(page, page.getByRole('button', { name: 'My company', exact: true }));
    await press(page, page.getByRole('button', { name: 'Afmelden', exact: true }));
    await page.waitForURL(/signin/);
  });
});
