import { useEffect, useRef } from 'react';

/** useOnce does something when a component is first shown, and not again when development mode shows it twice. */
export function useOnce(act: () => void): void {
  const done = useRef(false);
  useEffect(() => {
    if (done.current) return;
    done.current = true;
    act();
  });
}
