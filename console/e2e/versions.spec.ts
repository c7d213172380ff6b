import { expect, go, test } from './fixture';

test('versions of the rules: nothing yet, then compared and restored', async ({ console: page, server, accessible }) => {
  await go(page, server, '/rules/versions');
  await accessible(page);
  await expect(page).toHaveTitle('Versions of the rules - usersync');
});
