/** Hit is something that the search found. */
export interface Hit {
  /** Unique among all hits. */
  id: string;
  text: string;
  detail?: string;
  /** Below /console. */
  path: string;
}

/** folded is text as it is compared: without accents, in small letters. */
const folded = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** rank says how well a hit fits: 0 where its text is just that, 1 where it begins so, 2 where it has all the words, 3 where they are in the detail; undefined where it does not fit. */
function rank(hit: Hit, words: string[], whole: string): number | undefined {
  const text = folded(hit.text);
  if (text === whole) return 0;
  if (text.startsWith(whole)) return 1;
  if (words.every((word) => text.includes(word))) return 2;
  const all = `${text} ${folded(hit.detail ?? '')}`;
  return words.every((word) => all.includes(word)) ? 3 : undefined;
}

/** matching is the hits that have all words of a text, the best first, else as they were. */
export function matching(hits: Hit[], text: string, most: number): Hit[] {
  const whole = folded(text.trim());
  const words = whole.split(/\s+/);
  const ranked = hits.map((hit) => ({ hit, rank: rank(hit, words, whole) })).filter((r): r is { hit: Hit; rank: number } => r.rank !== undefined);
  return ranked.sort((a, b) => a.rank - b.rank).slice(0, most).map((r) => r.hit);
}
