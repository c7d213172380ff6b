import type { KeyboardEvent } from 'react';

/**
 * putBack hands Esc to what carries a rule by keys. The list of the design system keeps the key from going further than the handle, and what carries listens on the
 * document, so that without this the rule would stay picked up.
 */
export function putBack({ key, code, target }: KeyboardEvent): void {
  const carried = target instanceof Element && target.matches('[role="button"][aria-pressed="true"]');
  if (key === 'Escape' && carried) document.dispatchEvent(new window.KeyboardEvent('keydown', { key, code, cancelable: true }));
}
