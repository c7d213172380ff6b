import { useSyncExternalStore } from 'react';

const narrow = () => matchMedia('(max-width: 688px)');

/** useNarrow tells whether there is room for one column only. */
export function useNarrow(): boolean {
  return useSyncExternalStore((tell) => {
    const media = narrow();
    media.addEventListener('change', tell);
    return () => media.removeEventListener('change', tell);
  }, () => narrow().matches);
}
