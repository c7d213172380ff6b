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
}
