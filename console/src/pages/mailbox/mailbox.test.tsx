import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { problem, url } from '../../mocks/handlers';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const mail = { id: 'm1', to: 'ann@example.com', subject: 'Welcome', language: 'de', template: 'default', text: 'Hello Ann', html: '<p>Hello</p>', at: '2026-03-02T10:00:00Z', source: 'From: us', headers: [{ name: 'Subject', value: '=?utf-8?q?Zo=C3=AB?=' }] };
const box = [http.get(url('/mailbox'), () => HttpResponse.json({ items: [mail] })), http.get(url('/mailbox/m1'), () => HttpResponse.json(mail))];

pageStates('/mailbox', { path: '/mailbox', empty: { answer: { items: [] }, text: 'No mails yet' }, data: { answer: { items: [mail] }, text: 'Welcome' } });

describe('the mailbox', () => {
  it('is not there where mails are really sent, nor in the navigation', async () => {
    await open('/mailbox');
    expect(await screen.findByText('There is no mailbox here')).toBeInTheDocument();
    expect(document.querySelector('nav a[href="/console/mailbox"]')).toBeNull();
  });

  it('shows a mail as HTML, as text, as it would travel, and its headers', async () => {
    server.use(...box);
    const { user } = await open('/mailbox');
    await user.click(await screen.findByRole('button', { name: 'Welcome, to ann@example.com: open' }));
    expect(await screen.findByTitle('Mail: Welcome')).toHaveAttribute('sandbox', '');
    await user.click(screen.getByRole('tab', { name: 'Text' }));
    expect(screen.getByText('Hello Ann')).toBeInTheDocument();
    await user.click(screen.getByRole('tab', { name: 'Source' }));
    expect(screen.getByText('From: us')).toBeInTheDocument();
    await user.click(screen.getByRole('tab', { name: 'Headers' }));
    expect(screen.getByRole('row', { name: 'Subject =?utf-8?q?Zo=C3=AB?=' })).toBeInTheDocument();
  });

  it.each([
    ['There is no such address', 'bounce', 'The mail has come back. The user and the failures show it.'],
    ['Called unwanted by its recipient', 'complaint', 'The mail has come back. The user and the failures show it.'],
  ])('has a mail come back: %s', async (what, path, said) => {
    server.use(...box, http.post(url(`/mailbox/m1/${path}`), () => new HttpResponse(null, { status: 204 })));
    const { user } = await open('/mailbox?mail=m1');
    await user.click(await screen.findByRole('button', { name: 'Have it come back' }));
    await user.click(await screen.findByRole('menuitem', { name: what }));
    expect(await screen.findByText(said)).toBeInTheDocument();
  });

  it('says what failed when a mail does not come back', async () => {
    server.use(...box, http.post(url('/mailbox/m1/bounce'), () => problem(409, 'not_sent', 'This mail was never sent.')));
    const { user } = await open('/mailbox?mail=m1');
    await user.click(await screen.findByRole('button', { name: 'Have it come back' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Given up for now' }));
    expect(await screen.findByText('This mail was never sent.')).toBeInTheDocument();
  });
});
