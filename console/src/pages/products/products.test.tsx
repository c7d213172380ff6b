import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { problem, url } from '../../mocks/handlers';
import { catalogue, user as person } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';
import { keyFor } from '../../catalogue/product';

const product = { key: 'phone', name: 'Phone', seats: 20, plans: ['basic'], requires: [], excludes: [], used: 20, waiting: 2, needed: 22, over: 0 };
const waiting = [{ position: 1, user: 'u1', userName: 'ann@example.com', rule: 'r1', since: '2026-03-02T10:00:00Z' }];
const one = (more: object = {}, etag = '"7"') => http.get(url('/products/phone'), () => HttpResponse.json({ ...product, ...more }, { headers: { ETag: etag } }));

beforeEach(() =>
  server.use(
    ...catalogue,
    http.get(url('/products/phone/waiting'), () => HttpResponse.json({ items: waiting })),
    http.get(url('/users/u1'), () => HttpResponse.json(person())),
  ),
);

pageStates('/products', { path: '/products', empty: { answer: { items: [] }, text: 'No products yet' }, data: { answer: { items: [product] }, text: 'Phone' } });
pageStates('/products/phone', { path: '/products/phone', data: { answer: product, text: 'Waiting line' } });

describe('products', () => {
  it('say how many seats are used, and how many are missing', async () => {
    server.use(http.get(url('/products'), () => HttpResponse.json({ items: [product, { ...product, key: 'chat', name: 'Chat', seats: null, waiting: 0 }, { ...product, key: 'fax', name: 'Fax', seats: 15, over: 5 }] })));
    await open('/products');
    const row = async (name: string) => within(await screen.findByRole('row', { name: new RegExp(name) }));
    expect((await row('Phone')).getByText('20 of 20')).toBeInTheDocument();
    expect((await row('Phone')).getByText('2 seats are missing')).toBeInTheDocument();
    expect((await row('Chat')).getByText('Enough for everybody')).toBeInTheDocument();
    expect((await row('Fax')).getByText('5 seats too many are in use')).toBeInTheDocument();
  });

  it('show who waits, by name and in order', async () => {
    server.use(one());
    await open('/products/phone');
    const line = within(await screen.findByRole('table', { name: 'Waiting line' }));
    expect(await line.findByRole('link', { name: 'ann@example.com' })).toHaveAttribute('href', '/console/users/u1');
    expect(line.getByText('Rule 1: Sales')).toBeInTheDocument();
  });

  it('are made with a key that follows the name', async () => {
    let body: unknown;
    server.use(http.post(url('/products'), async ({ request }) => HttpResponse.json((body = await request.json()), { status: 201 })));
    const { user, history } = await open('/products/_new');
    await user.click(await screen.findByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Enter a whole number, 0 or more.')).toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: 'Name' }), 'Téléphone 2');
    await user.type(screen.getByRole('textbox', { name: 'Number of seats' }), '5');
    await user.type(screen.getByRole('textbox', { name: 'Plans' }), 'basic\npro');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The product Téléphone 2 is saved.')).toBeInTheDocument();
    expect(history.location.pathname).toBe('/console/products');
    expect(body).toEqual({ key: 'telephone-2', name: 'Téléphone 2', seats: 5, plans: ['basic', 'pro'], requires: [], excludes: [] });
  });

  it('show at its field what the server refuses', async () => {
    server.use(one(), http.put(url('/products/phone'), () => problem(422, 'invalid_product', 'no', [{ path: 'requires[0]', detail: 'Prerequisites cannot run in a circle.' }])));
    const { user } = await open('/products/phone');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 's');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Prerequisites cannot run in a circle.')).toBeInTheDocument();
  });

  it('are saved when only something else moved, and compared when somebody changed the same one', async () => {
    const seen: (string | null)[] = [];
    server.use(
      one(),
      http.put(url('/products/phone'), ({ request }) => {
        seen.push(request.headers.get('If-Match'));
        return seen.length < 3 ? problem(412, 'stale', 'stale') : HttpResponse.json(product);
      }),
    );
    const { user } = await open('/products/phone');
    await user.type(await screen.findByRole('textbox', { name: 'Name' }), 's');
    server.use(one({ seats: 30 }, '"8"'));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Somebody else changed this in the meantime' }));
    expect(dialog.getByRole('row', { name: /Seats 30 20/ })).toBeInTheDocument();
    await user.click(dialog.getByRole('button', { name: 'Keep mine' }));
    server.use(one({ seats: 30 }, '"9"'));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('The product Phones is saved.')).toBeInTheDocument();
    expect(seen).toEqual(['"7"', '"8"', '"9"']);
  });

  it('are not deleted while rules give them', async () => {
    server.use(one(), http.get(url('/rules'), () => HttpResponse.json({ items: [{ id: 'r1', position: 1, description: 'Sales', enabled: true, group: 'g1', products: [{ key: 'phone' }] }] }, { headers: { ETag: '"3"' } })));
    const { user } = await open('/products/phone');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Delete Phone?' }));
    expect(await dialog.findByRole('link', { name: 'Rule 1: Sales' })).toBeInTheDocument();
    expect(dialog.getByRole('button', { name: /^Delete/ })).toHaveAttribute('aria-disabled', 'true');
  });
});

describe('the key of a product', () => {
  it.each([['Meeting Pro', 'meeting-pro'], ['  Größe & Maß ', 'grosse-mass'], ['日本', '']])('for %s is %s', (name, key) => expect(keyFor(name)).toBe(key));
});
