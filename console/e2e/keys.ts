import { expect } from './fixture';
import type { Locator, Page } from '@playwright/test';

/** The most stops on a page until something is taken to be out of reach. */
const most = 150;

/** tabTo goes on by Tab until something has the focus, as somebody without a mouse does; what Tab does not reach fails. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  const there = () => target.evaluate((element) => element === document.activeElement);
  for (let stops = 0; !(await there()); stops++) {
    expect(stops, `${target} is reached by Tab`).toBeLessThan(most);
    await page.keyboard.press('Tab');
  }
}

/** press goes to something by Tab, and presses a key there: Enter unless another is named. */
export async function press(page: Page, target: Locator, key = 'Enter'): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press(key);
}

/** type goes to a field by Tab, and types over what is in it. */
export async function type(page: Page, target: Locator, text: string): Promise<void> {
  await tabTo(page, target);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}

/** carryDown moves the thing whose handle has the focus one place down, and waits for each announcement as a listener does. */
export async function carryDown(page: Page, last = 'Space'): Promise<void> {
  await page.keyboard.press('Space');
  await expect(page.getByText(/Picked up item at position/)).toBeAttached();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByText(/Moving item to position/)).toBeAttached();
  await page.keyboard.press(last);
  await expect(page.getByText(last === 'Escape' ? /Reordering canceled/ : /Item moved from position/)).toBeAttached();
}

/** choose takes an option of a drop-down: opened by Enter, found by the arrow keys. */
export async function choose(page: Page, field: Locator, option: RegExp): Promise<void> {
  await press(page, field);
  await expect(page.getByRole('option', { name: option }).first()).toBeVisible();
  await arrowTo(page, option);
  await page.keyboard.press('Enter');
}

/** arrowTo goes on by the arrow key until the option that is named is the one that Enter takes. */
export async function arrowTo(page: Page, option: RegExp): Promise<void> {
  const taken = () => page.evaluate(() => document.getElementById(document.activeElement?.getAttribute('aria-activedescendant') ?? '')?.textContent ?? '');
  for (let steps = 0; !option.test(await taken()); steps++) {
    expect(steps, `${option} is reached by the arrow keys`).toBeLessThan(most);
    await page.keyboard.press('ArrowDown');
  }
}

/** pick opens a list by its button, ticks things in it by Space, and applies them. */
export async function pick(page: Page, field: string, ...names: string[]): Promise<void> {
  await press(page, page.getByRole('button', { name: `${field}: None selected` }));
  const dialog = page.getByRole('dialog', { name: field });
  for (const name of names) await press(page, dialog.getByRole('checkbox', { name }), 'Space');
  await press(page, dialog.getByRole('button', { name: 'Apply' }));
  await expect(dialog).toBeHidden();
}

/** radioTo goes to a choice of several by Tab, then to one of them by the arrow key. */
export async function radioTo(page: Page, from: Locator, to: Locator): Promise<void> {
  await tabTo(page, from);
  for (let steps = 0; !(await to.isChecked()); steps++) {
    expect(steps, `${to} is reached by the arrow keys`).toBeLessThan(10);
    await page.keyboard.press('ArrowDown');
  }
}
