import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';
import { settingsOf } from '../../catalogue/settings-schema';
import { bodyOf, schemaOf, valuesOf, type Row } from '../settings-template/values';

const template = { id: 'st1', name: 'Field staff', builtIn: false, version: 2, savedAt: '2026-03-02T10:00:00Z', settings: { meeting: { recording: true, maxMinutes: 240, greeting: 'Hi' } } };
const refs = { items: [{ id: 'default', name: 'Default', builtIn: true }, { id: 'st1', name: 'Field staff', builtIn: false }] };
const one = http.get(url('/settings-templates/st1'), () => HttpResponse.json(template, { headers: { ETag: '"2"' } }));
const rules = http.get(url('/rules'), () => HttpResponse.json({ items: [{ id: 'r1', position: 1, description: 'Sales', enabled: true, group: 'g1', settingsTemplate: 'st1' }] }, { headers: { ETag: '"3"' } }));

const versions = {
  items: [
    { version: 2, live: true, name: 'Field staff', products: ['meeting'], savedAt: '2026-03-02T10:00:00Z' },
    { version: 1, live: false, name: 'Field', products: ['meeting', 'webinar'], savedAt: '2026-03-01T10:00:00Z' },
  ],
};

beforeEach(() => server.use(rules, http.get(url('/settings-templates/st1/versions'), () => HttpResponse.json(versions)), http.get(url('/settings-templates'), () => HttpResponse.json(refs)), ...catalogue));

pageStates('/settings-templates', { path: '/settings-templates', data: { answer: refs, text: 'Field staff' } });
pageStates('/settings-templates/st1', { path: '/settings-templates/st1', data: { answer: template, text: 'Features' } });

describe('a settings template', () => {
  it('is saved with values of their kinds', async () => {
    let body: unknown;
    server.use(one, http.put(url('/settings-templates/st1'), async ({ request }) => HttpResponse.json((body = await request.json()))));
    const { user } = await open('/settings-templates/st1');
    await user.click(await screen.findByRole('button', { name: 'Add feature' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Name the feature.')).toBeInTheDocument();
    await user.type(screen.getAllByRole('textbox', { name: 'Feature' }).at(-1)!, 'waitingRoom');
    await user.click(screen.getByRole('button', { name: 'Remove greeting' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The settings template Field staff is saved.')).toBeInTheDocument();
    expect(body).toEqual({ name: 'Field staff', settings: { meeting: { recording: true, maxMinutes: 240, waitingRoom: true } } });
  });

  it('is deleted with what rules give instead', async () => {
    let asked = '';
    server.use(one, http.delete(url('/settings-templates/st1'), ({ request }) => ((asked = new URL(request.url).search), new HttpResponse(null, { status: 204 }))));
    const { user } = await open('/settings-templates/st1');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete Field staff?' }));
    expect(await dialog.findByText('1 rule uses it:')).toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('Field staff is deleted.')).toBeInTheDocument();
    expect(asked).toBe('?replacement=default');
  });
});

describe('a saved version of a settings template', () => {
  const then = { ...template, version: 1, name: 'Field', settings: { meeting: { recording: false, maxMinutes: 240 }, webinar: { polls: true } } };
  const read = http.get(url('/settings-templates/st1/versions/1'), () => HttpResponse.json(then));

  it('is compared with what it says now, and restored', async () => {
    let seen: string | null = null;
    server.use(one, read, http.post(url('/settings-templates/st1/versions/1/restore'), ({ request }) => ((seen = request.headers.get('If-Match')), HttpResponse.json({ ...then, version: 3 }))));
    const { user } = await open('/settings-templates/st1');
    await user.click(await screen.findByRole('button', { name: 'Compare and restore: version 1' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Restore version 1?' }));
    expect(await dialog.findByRole('row', { name: 'Meeting · recording On Off' })).toBeInTheDocument();
    expect(dialog.getByRole('row', { name: 'Webinar · polls Not named On' })).toBeInTheDocument();
    expect(dialog.queryByText(/maxMinutes/)).not.toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Restore' }));
    expect(await screen.findByText('Version 1 is restored.')).toBeInTheDocument();
    expect(seen).toBe('"2"');
  });

  it('is not written over what somebody else saved meanwhile', async () => {
    server.use(one, read, http.post(url('/settings-templates/st1/versions/1/restore'), () => problem(412, 'stale_if_match', 'It has changed since you read it.')));
    const { user } = await open('/settings-templates/st1');
    await user.click(await screen.findByRole('button', { name: 'Compare and restore: version 1' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Restore version 1?' }));
    await dialog.findByRole('row', { name: /recording/ });
    await user.click(dialog.getByRole('button', { name: 'Restore' }));
    expect(await dialog.findByRole('alert')).toBeInTheDocument();
    expect(screen.queryByText('Version 1 is restored.')).not.toBeInTheDocument();
  });
});

describe('a product with a settings schema', () => {
  const settingsSchema = {
    type: 'object',
    additionalProperties: false,
    properties: { recording: { type: 'boolean', title: 'Record meetings' }, quality: { type: 'string', enum: ['low', 'high'] }, minutes: { type: 'integer', minimum: 1 }, greeting: { type: 'string' } },
  };

  it('says which features there are, and what they can be', async () => {
    let body: unknown;
    server.use(
      http.get(url('/products'), () => HttpResponse.json({ items: [{ key: 'meeting', name: 'Meeting', used: 0, waiting: 0, needed: 0, settingsSchema }] })),
      http.get(url('/settings-templates/st1'), () => HttpResponse.json({ ...template, settings: { meeting: { recording: true } } }, { headers: { ETag: '"2"' } })),
      http.put(url('/settings-templates/st1'), async ({ request }) => HttpResponse.json((body = await request.json()))),
    );
    const { user } = await open('/settings-templates/st1');
    expect(await screen.findByRole('button', { name: 'Feature Record meetings' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Kind of value On or off' })).toBeDisabled();
    await user.click(screen.getByRole('button', { name: 'Add feature' }));
    await user.click(screen.getByRole('button', { name: 'Feature Choose a feature' }));
    await user.click(await screen.findByRole('option', { name: /quality/ }));
    await user.click(screen.getByRole('button', { name: 'Value low' }));
    await user.click(await screen.findByRole('option', { name: 'high' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The settings template Field staff is saved.')).toBeInTheDocument();
    expect(body).toEqual({ name: 'Field staff', settings: { meeting: { recording: true, quality: 'high' } } });
  });

  it('has its settings in their order', () =>
    expect(settingsOf({ settingsSchema })).toEqual([
      { name: 'recording', title: 'Record meetings', kind: 'switch' },
      { name: 'quality', title: 'quality', kind: 'text', choices: ['low', 'high'] },
      { name: 'minutes', title: 'minutes', kind: 'number' },
      { name: 'greeting', title: 'greeting', kind: 'text' },
    ]));
  it('has none where it has no schema', () => expect([settingsOf({ settingsSchema: null }), settingsOf(undefined)]).toEqual([undefined, undefined]));
});

describe('the form of a settings template', () => {
  it('gives back what it was filled with', () => expect(bodyOf(valuesOf(template))).toEqual({ name: template.name, settings: template.settings }));
  const row = (more: Partial<Row>): Row => ({ product: 'meeting', feature: 'a', kind: 'text', value: '', ...more });
  it.each<[string, Row[], string[]]>([
    ['a feature named twice', [row({}), row({ feature: ' a ' })], ['wrong.twice']],
    ['the same feature of two products', [row({}), row({ product: 'chat' })], []],
    ['no product', [row({ product: '' })], ['wrong.product']],
    ['no number', [row({ kind: 'number', value: 'many' })], ['wrong.number']],
    ['an empty number', [row({ kind: 'number' })], ['wrong.number']],
    ['too much text', [row({ value: 'ü'.repeat(501) })], ['wrong.text']],
  ])('finds %s', (_, rows, wrong) => {
    const result = schemaOf((key) => key).safeParse({ name: 'x', rows });
    expect(result.error?.issues.map((issue) => issue.message) ?? []).toEqual(wrong);
  });
});
