import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { server } from '../../mocks/server';
import { asText } from '../../mail/as-text';
import { blank, bodyOf, fieldAt, inserted, schemaOf, valuesOf, type Values } from '../../mail/values';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const template = { id: 'et1', name: 'Warm', builtIn: false, version: 2, liveVersion: 2, savedAt: '2026-03-02T10:00:00Z', variants: { en: { subject: 'Hello', text: 'Dear {{user.givenName}}', html: '' } } };
const refs = { items: [{ id: 'default', name: 'Default', builtIn: true }, { id: 'et1', name: 'Warm', builtIn: false }] };
const one = (more: object = {}) => http.get(url('/email-templates/et1'), () => HttpResponse.json({ ...template, ...more }, { headers: { ETag: '"2"' } }));
const preview = { language: 'en', subject: 'Hello', text: 'Dear Ann', html: '', page: '/api/v1/email-previews/p1', expiresAt: null };
const rules = http.get(url('/rules'), () => HttpResponse.json({ items: [{ id: 'r1', position: 1, description: 'Sales', enabled: true, group: 'g1', welcomeMail: 'et1' }] }, { headers: { ETag: '"3"' } }));
const versions = [{ version: 2, name: 'Warm', savedAt: '2026-03-02T10:00:00Z', live: true, languages: ['en'] }, { version: 1, name: 'Warm', savedAt: '2026-03-01T10:00:00Z', live: false, languages: ['en', 'de'] }];

beforeEach(() =>
  server.use(
    rules,
    http.get(url('/email-templates/variables'), () => HttpResponse.json({ items: [{ name: 'account.name', type: 'text', description: '', example: 'Acme', insert: '{{account.name}}' }] })),
    http.get(url('/email-templates'), () => HttpResponse.json(refs)),
    http.get(url('/email-templates/et1/versions'), () => HttpResponse.json({ items: versions })),
    http.post(url('/email-templates/preview'), () => HttpResponse.json(preview)),
    ...catalogue,
  ),
);

pageStates('/templates', { path: '/email-templates', data: { answer: refs, text: 'Warm' } });
pageStates('/templates/et1', { path: '/email-templates/et1', data: { answer: template, text: 'Subject' } });

describe('a welcome mail', () => {
  it('is written with chips, shown, and saved in the languages that it has', async () => {
    let body: unknown;
    server.use(one(), http.put(url('/email-templates/et1'), async ({ request }) => HttpResponse.json({ ...template, ...((body = await request.json()) as object), version: 3, liveVersion: 3 }, { headers: { ETag: '"3"' } })));
    const { user } = await open('/templates/et1');
    const subject = await screen.findByRole('textbox', { name: 'Subject' });
    await user.type(subject, ' from ');
    await user.click(await screen.findByRole('button', { name: 'Account' }));
    expect(subject).toHaveValue('Hello from {{account.name}}');
    expect(await screen.findByTitle('Mail: Hello')).toHaveAttribute('src', '/api/v1/email-previews/p1?part=text');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The mail template Warm is saved.')).toBeInTheDocument();
    expect(body).toEqual({ name: 'Warm', variants: { en: { subject: 'Hello from {{account.name}}', text: 'Dear {{user.givenName}}', html: '' } } });
  });

  it('shows at its field, in the language that is open then, what the server refuses', async () => {
    server.use(one({ variants: { ...template.variants, de: { subject: 'Hallo', text: 'x', html: '' } } }), http.put(url('/email-templates/et1'), () => problem(422, 'invalid_value', 'no', [{ path: 'variants.de.text', detail: 'Line 1, column 3: There is no such placeholder.' }])));
    const { user } = await open('/templates/et1');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Line 1, column 3: There is no such placeholder.')).toBeInTheDocument();
    expect(screen.getByRole('tab', { name: 'German (to correct)' })).toHaveAttribute('aria-selected', 'true');
  });

  it('is kept as a draft', async () => {
    server.use(one(), http.put(url('/email-templates/et1'), ({ request }) => HttpResponse.json({ ...template, version: new URL(request.url).searchParams.get('draft') === 'true' ? 3 : 0 }, { headers: { ETag: '"3"' } })));
    const { user } = await open('/templates/et1');
    await user.click(await screen.findByRole('button', { name: 'Save as draft' }));
    expect(await screen.findByText('Version 3 is saved as a draft. Nobody is written to by it yet.')).toBeInTheDocument();
  });

  it('is written by another version', async () => {
    let body: unknown;
    server.use(one(), http.post(url('/email-templates/et1/publish'), async ({ request }) => HttpResponse.json({ ...template, ...((body = await request.json()) as object) })));
    const { user } = await open('/templates/et1');
    await user.click(await screen.findByRole('button', { name: 'Make live: version 1' }));
    expect(await screen.findByText('Mails are written by version 1 now.')).toBeInTheDocument();
    expect(body).toEqual({ version: 1 });
  });

  it('is deleted with what rules give instead', async () => {
    let asked = '';
    server.use(one(), http.delete(url('/email-templates/et1'), ({ request }) => ((asked = new URL(request.url).search), new HttpResponse(null, { status: 204 }))));
    const { user } = await open('/templates/et1');
    await user.click(await screen.findByRole('button', { name: 'Actions' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete Warm?' }));
    expect(await dialog.findByText('1 rule uses it:')).toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Warm is deleted.')).toBeInTheDocument();
    expect(asked).toBe('?replacement=default');
  });

  it.each([
    [[], 'The settings name no address for test mails yet. Add one there first.'],
    [['me@example.com'], 'A test mail is on its way to me@example.com.'],
  ])('is sent as a test to one of %j', async (testAddresses, text) => {
    server.use(one(), http.get(url('/account/settings'), () => HttpResponse.json({ mails: { testAddresses } })), http.post(url('/email-templates/et1/test'), () => HttpResponse.json({}, { status: 202 })));
    const { user } = await open('/templates/et1');
    await user.click(await screen.findByRole('button', { name: 'Send me a test' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Send me a test' }));
    if (testAddresses.length > 0) {
      await dialog.findByText('me@example.com');
      await user.click(dialog.getByRole('button', { name: 'Send' }));
    }
    expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
  });
});

describe('the form of a mail', () => {
  it('gives back what it was filled with', () => expect(bodyOf(valuesOf(template))).toEqual({ name: template.name, variants: template.variants }));
  const mail = (variants: object): Values => ({ name: 'x', variants: { ...blank.variants, ...variants } });
  const full = { subject: 's', text: 't', html: '' };
  it.each<[string, Values, boolean, string[]]>([
    ['no English', mail({ de: full }), false, ['wrong.english']],
    ['no English in the default template', mail({ de: full }), true, []],
    ['no subject', mail({ en: { ...full, subject: ' ' } }), false, ['wrong.subject']],
    ['HTML alone', mail({ en: full, fr: { subject: '', text: '', html: '<p>' } }), false, ['wrong.subject', 'wrong.text']],
    ['no name', { ...mail({ en: full }), name: ' ' }, false, ['wrong.name']],
  ])('finds %s', (_, values, builtIn, wrong) => {
    expect(schemaOf((key) => key, builtIn).safeParse(values).error?.issues.map((issue) => issue.message) ?? []).toEqual(wrong);
  });
  it.each([
    ['name', 'name'],
    ['variants.de.html', 'variants.de.html'],
    ['variants.de', 'variants.de.text'],
    ['variants.xx.text', undefined],
    ['other', undefined],
  ])('has %s at %s', (path, field) => expect(fieldAt(path)).toBe(field));
  it('puts in what is chosen', () => expect(inserted('Dear you', 5, 8, '{{x}}')).toEqual({ text: 'Dear {{x}}', caret: 10 }));
  it('knows where the text is', () => expect(asText('/api/v1/email-templates/a/preview?part=html&language=de')).toBe('/api/v1/email-templates/a/preview?part=text&language=de'));
});
