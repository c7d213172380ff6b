import { describe, expect, it } from 'vitest';
import { matching, type Hit } from './match';

const hit = (text: string, detail?: string): Hit => ({ id: text, text, detail, path: '/' });
const hits = [hit('Verkaufsleitung'), hit('Verkauf'), hit('People in sales', 'Rule 2'), hit('Sales'), hit('Zoë Müller', 'zoe@example.com'), hit('Runs', 'for Sales')];

describe('what matches', () => {
  it.each([
    ['what begins so comes first, what only its detail has last', 'sales', ['Sales', 'People in sales', 'Runs']],
    ['accents and capitals do not matter', 'MULLER zoe', ['Zoë Müller']],
    ['all words must be there', 'people rule', ['People in sales']],
    ['what is just that comes first, and spaces around do not matter', '  verkauf ', ['Verkauf', 'Verkaufsleitung']],
    ['nothing fits', 'xyz', []],
  ])('%s', (_, text, found) => {
    expect(matching(hits, text, 5).map((h) => h.text)).toEqual(found);
  });

  it('is cut off', () => expect(matching(hits, 's', 2)).toHaveLength(2));
});
