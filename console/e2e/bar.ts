import { expect } from './fixture';
import type { Page } from '@playwright/test';

/** fromBar takes an entry of a menu of the bar, whose name is as in "Language: English": from the menu itself, or where that has no room from More, which has it by the part after the colon. */
export async function fromBar(page: Page, menu: string, entry: string): Promise<void> {
  const own = page.getByRole('button', { name: menu, exact: true });
  const more = page.getByRole('button', { name: 'More', exact: true });
  await expect(own.or(more).first()).toBeVisible();
  if (await own.isVisible()) {
    await own.click();
    await page.getByRole('menuitem', { name: entry }).or(page.getByRole('menuitemcheckbox', { name: entry })).click();
    return;
  }
  await more.click();
  await page.getByRole('button', { name: menu.split(': ').at(-1)!, exact: true }).click();
  await page.getByRole('button', { name: entry }).click();
}
