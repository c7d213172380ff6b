import type { Hit } from './match';

/** How many are kept. */
const most = 5;

let hits: Hit[] = [];

/** recent is what was opened from the search in this tab, the last first. Nothing of it outlives the tab, as it has names of people. */
export const recent = (): Hit[] => hits;

export function remember(hit: Hit): void {
  hits = [hit, ...hits.filter((other) => other.path !== hit.path)].slice(0, most);
}

/** forgetRecent is for who signs out. */
export function forgetRecent(): void {
  hits = [];
}
