import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';

/** Flash is a message in the one place where all messages are. */
export interface Flash {
  id: string;
  type: 'success' | 'info' | 'warning' | 'error' | 'in-progress';
  content: ReactNode;
  header?: ReactNode;
  action?: ReactNode;
  /** A message that a reload settles may not be put away. */
  dismissible?: boolean;
  /** Milliseconds after which it goes by itself; absent: a success without a button goes after 20 seconds, everything else stays until it is put away. */
  life?: number;
}

let flashes: Flash[] = [];
let count = 0;
const listeners = new Set<() => void>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

function change(next: Flash[]): void {
  flashes = next;
  listeners.forEach((tell) => tell());
}

/** How long a success stays that says nothing of it, in milliseconds: it is no news on later pages. One with a button stays, as there is something to do. */
const successLife = 20_000;

/** showFlash shows a message, in the place of the one with the same id if there is one; a success also in the place of an earlier one, so that what was done last is seen. It returns the id. */
export function showFlash(flash: Omit<Flash, 'id'> & { id?: string }): string {
  const id = flash.id ?? `flash-${++count}`;
  clearTimeout(timers.get(id));
  const over = (f: Flash) => f.id === id || (f.type === 'success' && flash.type === 'success');
  change([...flashes.filter((f) => !over(f)), { ...flash, id }]);
  const life = flash.life ?? (flash.type === 'success' && !flash.action ? successLife : undefined);
  if (life) timers.set(id, setTimeout(() => dropFlash(id), life));
  return id;
}

export function dropFlash(id: string): void {
  clearTimeout(timers.get(id));
  timers.delete(id);
  change(flashes.filter((f) => f.id !== id));
}

/** dropFlashes clears the place: tests, and who signs out. */
export function dropFlashes(): void {
  flashes.forEach((f) => clearTimeout(timers.get(f.id)));
  timers.clear();
  change([]);
}

export function useFlashes(): Flash[] {
  return useSyncExternalStore((tell) => {
    listeners.add(tell);
    return () => listeners.delete(tell);
  }, () => flashes);
}
