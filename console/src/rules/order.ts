/** moved puts what is at one place (from 0) to another, and leaves the rest in order. */
export function moved<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, i) => i !== from);
  const place = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, place), ...items.slice(from, from + 1), ...rest.slice(place)];
}

/**
 * carried finds which item was moved between two orders of the same items, and where it was and is, from 1; undefined when nothing was.
 * Of neighbours that changed places either may have been moved: it is the one whose id is `taken`, if that is known.
 */
export function carried<T extends { id: string }>(before: readonly T[], after: readonly T[], taken?: string): { item: T; from: number; to: number } | undefined {
  const moves = before.flatMap((item, from) => {
    const to = after.findIndex((other) => other.id === item.id);
    if (to === from || to < 0) return [];
    const same = moved(before, from, to).every((other, i) => other.id === after[i]?.id);
    return same ? [{ item, from: from + 1, to: to + 1 }] : [];
  });
  return moves.find((move) => move.item.id === taken) ?? moves[0];
}
