import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { problem, session, sync, url } from '../../mocks/handlers';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';
import { at, bodyOf, lines, scheduleOf, valuesOf } from './values';
import type { Settings } from '../../api/settings';

const settings: Settings = {
  defaultLanguage: 'en', mail: true, reviewRules: true, reviewRulesInForce: true, rolesAssignableByRule: ['member', 'admin'], verifiedDomains: ['example.com', 'example.org'],
  mails: { quiet: false, redirectTo: '', signInUrl: 'https://example.com', contact: '', testAddresses: [] },
  notices: { addresses: [], language: '', runHeld: true, runFailed: true, tokenExpiring: true, seatsLow: { enabled: true, percent: 5 } },
  guard: { everything: { min: 10, percent: 5 }, product: { min: 10, percent: 20 }, hourly: { min: 20, percent: 5 }, group: 5, mails: 1000, wait: false, days: 30 },
};
const reading = (more: object = {}, etag = '"s1"') => http.get(url('/account/settings'), () => HttpResponse.json({ ...settings, ...more }, { headers: { ETag: etag } }));
const read = reading();

pageStates('/settings', { path: '/account/settings', data: { answer: settings, text: 'Verified domains' } });

describe('settings as the form holds them', () => {
  it('are what they were when nothing is changed', () => {
    const { reviewRulesInForce: _, ...body } = settings;
    expect(bodyOf(valuesOf(settings, null))).toEqual(body);
    expect(scheduleOf(valuesOf(settings, { cron: '0 2 * * *', timeZone: 'UTC' }))).toEqual({ cron: '0 2 * * *', timeZone: 'UTC' });
    expect(scheduleOf(valuesOf(settings, null))).toBeNull();
  });

  it.each([['a.com\n b.com ', ['a.com', 'b.com']], ['a.com, b.com;', ['a.com', 'b.com']], ['', []]])('%j is %j', (typed, wanted) => expect(lines(typed)).toEqual(wanted));

  it.each([['verifiedDomains[0]', 'domains'], ['guard.product.percent', 'productPercent'], ['guard.product.min', 'productMin'], ['schedule.cron', 'cron'], ['nothing', undefined]])('%s is refused at %s', (path, field) => expect(at(path)).toBe(field));
});

describe('saving settings', () => {
  it('saves what was changed, and leaves the schedule alone', async () => {
    let asked: unknown;
    let touched = false;
    server.use(read, http.patch(url('/account/settings'), async ({ request }) => { asked = await request.json(); return HttpResponse.json({ ...settings, reviewRules: false }); }), http.patch(url('/sync'), () => { touched = true; return HttpResponse.json(sync); }));
    const { user } = await open('/settings');
    await user.click(await screen.findByRole('checkbox', { name: /Changes of rules need a preview/ }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findAllByText('The settings are saved.')).length).toBeGreaterThan(0);
    expect(asked).toMatchObject({ reviewRules: false, verifiedDomains: ['example.com', 'example.org'] });
    expect(touched).toBe(false);
  });

  it('shows what somebody else changed, and writes over it only knowingly', async () => {
    const seen: (string | null)[] = [];
    server.use(
      read,
      http.patch(url('/account/settings'), ({ request }) => {
        seen.push(request.headers.get('If-Match'));
        return seen.length === 1 ? problem(412, 'stale_if_match', 'stale') : HttpResponse.json(settings, { headers: { ETag: '"s3"' } });
      }),
    );
    const { user } = await open('/settings');
    await user.click(await screen.findByRole('checkbox', { name: /Changes of rules need a preview/ }));
    server.use(reading({ defaultLanguage: 'fr' }, '"s2"'));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Somebody else changed this in the meantime' }));
    expect(dialog.getByRole('row', { name: /Default language fr en/ })).toBeInTheDocument();
    expect(dialog.getByRole('row', { name: /need a preview Yes No/ })).toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Keep mine' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect((await screen.findAllByText('The settings are saved.')).length).toBeGreaterThan(0);
    expect(seen).toEqual(['"s1"', '"s2"']);
  });

  it('shows what is refused at its field', async () => {
    server.use(read, http.patch(url('/account/settings'), () => problem(422, 'invalid_value', 'Not so.', [{ path: 'guard.everything.percent', detail: 'Must be 0 to 50.' }])));
    const { user } = await open('/settings');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Must be 0 to 50.')).toBeInTheDocument();
  });

  it('is not for a key that may only read', async () => {
    server.use(read, http.get(url('/session'), () => HttpResponse.json({ ...session, scopes: ['read'] })));
    await open('/settings');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Save' })).toHaveAttribute('aria-disabled', 'true'));
  });
});
