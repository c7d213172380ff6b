import { useRef } from 'react';

/** useHeld knows which row of a list is picked up by mouse, finger or key: the list tells the new order alone, and of neighbours that change places either could have been moved. */
export function useHeld<T>(items: readonly T[]) {
  const held = useRef<T>(undefined);
  const note = ({ target }: { target: EventTarget }) => {
    const row = target instanceof Element ? target.closest('li') : null;
    const at = row?.parentElement ? [...row.parentElement.children].indexOf(row) : -1;
    if (at >= 0) held.current = items[at];
  };
  return { held, note };
}
