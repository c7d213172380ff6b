import { useSyncExternalStore } from 'react';

const key = 'usersync-put-away';
/** How many are remembered; older ones are of things long gone. */
const most = 50;
const listeners = new Set<() => void>();

const kept = () => localStorage.getItem(key) ?? '';

/** putAway remembers in this browser that somebody has read a message that would come again. */
export function putAway(id: string): void {
  localStorage.setItem(key, [...kept().split(' ').filter((other) => other && other !== id), id].slice(-most).join(' '));
  listeners.forEach((tell) => tell());
}

/** usePutAway tells what was put away, and renders again when that changes. */
export function usePutAway(): (id: string) => boolean {
  const ids = useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, kept).split(' ');
  return (id) => ids.includes(id);
}
