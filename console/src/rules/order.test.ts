import { describe, expect, it } from 'vitest';
import { carried, moved } from './order';

const rules = (ids: string) => [...ids].map((id) => ({ id }));
const ids = (items: { id: string }[]) => items.map((item) => item.id).join('');

describe('moved', () => {
  it.each([
    [0, 2, 'bcad'],
    [3, 0, 'dabc'],
    [1, 1, 'abcd'],
    [0, 9, 'bcda'],
    [2, -4, 'cabd'],
  ])('puts %i at %i', (from, to, want) => {
    expect(ids(moved(rules('abcd'), from, to))).toBe(want);
  });
});

describe('carried', () => {
  it('finds what was moved, from which place to which', () => {
    expect(carried(rules('abcd'), rules('bcad'))).toEqual({ item: { id: 'a' }, from: 1, to: 3 });
    expect(carried(rules('abcd'), rules('dabc'))).toEqual({ item: { id: 'd' }, from: 4, to: 1 });
  });

  it('names the one of two neighbours that was taken', () => {
    expect(carried(rules('abcd'), rules('bacd'))).toEqual({ item: { id: 'a' }, from: 1, to: 2 });
    expect(carried(rules('abcd'), rules('bacd'), 'b')).toEqual({ item: { id: 'b' }, from: 2, to: 1 });
    expect(carried(rules('abcd'), rules('bcad'), 'c')).toEqual({ item: { id: 'a' }, from: 1, to: 3 });
  });

  it('finds nothing where nothing, or more than one thing, was moved', () => {
    expect(carried(rules('abcd'), rules('abcd'))).toBeUndefined();
    expect(carried(rules('abcd'), rules('dcba'))).toBeUndefined();
  });
});
