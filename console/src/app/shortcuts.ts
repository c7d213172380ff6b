import { useEffect } from 'react';

/** modal is a dialog over the page, as the design system has them: it keeps the focus. What pops up beside a thing is none. */
const modal = 'body > div > [role="dialog"]';

/** apple tells whether the keyboard has a Command key where others have Control. */
export const apple = () => /Mac|iP(hone|ad|od)/.test(navigator.platform);

/** useSearchKey has Control or Command with K do something, but not while a dialog is open. */
export function useSearchKey(act: () => void): void {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      event.preventDefault(); // some browsers have a search of their own there
      if (!document.activeElement?.closest(modal)) act();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  });
}
