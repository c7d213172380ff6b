import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { session, url } from '../../mocks/handlers';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const key = { id: 'key1', name: 'console', scopes: ['read', 'write', 'owner'], createdAt: '2026-01-01T00:00:00Z', expiresAt: null };
const keys = http.get(url('/keys'), () => HttpResponse.json({ items: [key] }));

pageStates('/keys', { path: '/keys', empty: { answer: { items: [] }, text: 'No admin keys' }, data: { answer: { items: [key] }, text: 'console' } });

describe('admin keys', () => {
  it('makes one with what it may, and shows it once', async () => {
    let asked: unknown;
    server.use(keys, http.post(url('/keys'), async ({ request }) => { asked = await request.json(); return HttpResponse.json({ ...key, key: 'adm_secret' }, { status: 201 }); }));
    const { user } = await open('/keys');
    await user.click(await screen.findByRole('button', { name: 'Create a key' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Create a key' }));
    await user.type(dialog.getByRole('textbox', { name: 'Name' }), 'Scripts');
    await user.click(dialog.getByRole('radio', { name: /Change/ }));
    await user.click(dialog.getByRole('button', { name: 'Create a key' }));
    expect(await screen.findByDisplayValue('adm_secret')).toHaveAttribute('readonly');
    expect(asked).toMatchObject({ name: 'Scripts', scopes: ['read', 'write'] });
  });

  it('warns whoever revokes the key they are signed in with', async () => {
    let revoked = false;
    server.use(keys, http.delete(url('/keys/key1'), () => { revoked = true; return new HttpResponse(null, { status: 204 }); }));
    const { user } = await open('/keys');
    await user.click(await screen.findByRole('button', { name: 'Revoke console' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Revoke console' }));
    expect(dialog.getByText(/You are signed in with this key/)).toBeInTheDocument();
    await user.type(dialog.getByRole('textbox'), 'console');
    await user.click(dialog.getByRole('button', { name: 'Revoke' }));
    await waitFor(() => expect(revoked).toBe(true));
  });

  it('says that only an owner may make one', async () => {
    server.use(keys, http.get(url('/session'), () => HttpResponse.json({ ...session, scopes: ['read'] })));
    await open('/keys');
    expect(await screen.findByRole('button', { name: 'Create a key' })).toHaveAttribute('aria-disabled', 'true');
  });
});
