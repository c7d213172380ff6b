/** moved puts what is at one place (from 0) to another, and leaves the rest in order. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, i) => i !== from);
  const place = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, place), ...items.slice(from, from + 1), ...rest.slice(place)];
}

/** carried finds which item was moved between two orders of the same items, and where it was and is, from 1; undefined when nothing was. */
export function carried<T extends { id: string }>(before: readonly T[], after: readonly T[]): { item: T; from: number; to: number } | undefined {
  for (let from = 0; from < before.length; from++) {
    const item = before[from]!;
    const to = after.findIndex((other) => other.id === item.id);
    if (to === from || to < 0) continue;
    const same = moved(before, from, to).every((other, i) => other.id === after[i]?.id);
    if (same) return { item, from: from + 1, to: to + 1 };
  }
  return undefined;
}
