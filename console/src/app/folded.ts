import type { KeyboardEvent } from 'react';

/**
 * pressFolded has Enter and Space press an entry of a menu that is folded into "More". Such an entry says that it is a button and takes the focus, but it is a link
 * that leads nowhere, which a browser does not press.
 */
export function pressFolded(event: KeyboardEvent): void {
  const { key, target } = event;
  if ((key !== 'Enter' && key !== ' ') || !(target instanceof HTMLElement) || !target.matches('a[role="button"]:not([href])')) return;
  event.preventDefault();
  target.click();
}
