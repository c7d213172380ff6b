import { describe, expect, it, vi } from 'vitest';
import { Problem, problemOf } from '../api/problem';
import { isMissingChunk } from '../app/load-failure';
import { active } from '../app/navigation';
import { localeOf } from '../i18n/languages';
import { csv } from './csv';
import { relative } from './time';

describe('csv', () => {
  it('quotes what needs it, and defuses formulas', () => {
    expect(csv([['name', 'n'], ['a, "b"', 1], ['=1+1', -2]])).toBe('name,n\r\n"a, ""b""",1\r\n\'=1+1,-2\r\n');
  });
});

describe('a time in words', () => {
  const now = Date.parse('2026-03-02T12:00:00Z');
  it.each([
    ['2026-03-02T11:59:40Z', 'en', 'now'],
    ['2026-03-02T11:55:00Z', 'en', '5 minutes ago'],
    ['2026-03-02T09:00:00Z', 'de', 'vor 3 Stunden'],
    ['2026-03-02T14:00:00Z', 'en', 'in 2 hours'],
    ['2026-02-28T12:00:00Z', 'en', undefined],
  ])('%s in %s', (at, language, want) => {
    expect(relative(new Date(at), now, language)).toBe(want);
  });
});

describe('a failure', () => {
  it('is read with its code, its members and its reference', async () => {
    const body = { code: 'invalid_rule', detail: 'No.', errors: [{ path: 'group', detail: 'Is needed.' }], requestId: 'r1' };
    const problem = await problemOf(new Response(JSON.stringify(body), { status: 422 }));
    expect(problem).toMatchObject({ status: 422, code: 'invalid_rule', message: 'No.', request: 'r1', fields: body.errors });
  });

  it('that comes from something in between is still a failure', async () => {
    expect(await problemOf(new Response('<html>', { status: 502, headers: { 'Retry-After': '3' } }))).toMatchObject({ code: 'unavailable', retryAfter: 3 });
  });

  it('to fetch a file of the page is told from others', () => {
    expect(isMissingChunk(new TypeError('Failed to fetch dynamically imported module: /console/assets/rules-1.js'))).toBe(true);
    expect(isMissingChunk(new Problem(500, 'internal', ''))).toBe(false);
  });
});

describe('the line of the navigation that a page belongs to', () => {
  it.each([
    ['/rules', '/rules'],
    ['/rules/versions', '/rules'],
    ['/nowhere', ''],
  ])('%s', (path, want) => {
    expect(active(path)).toBe(want);
  });
});

describe('numbers and times', () => {
  it.each([
    ['en', 'en-GB'],
    ['de', 'de-AT'],
    ['nl', 'nl'],
  ])('in %s are written as in %s', (language, locale) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['fr', 'en-GB', 'de-AT', 'de']);
    expect(localeOf(language)).toBe(locale);
  });
});
