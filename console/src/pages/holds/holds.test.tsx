import { screen, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { beforeEach, describe, expect, it } from 'vitest';
import { url } from '../../mocks/handlers';
import { catalogue } from '../../mocks/people';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const hold = { id: 'h1', kind: 'connection', state: 'open', since: '2026-03-02T10:00:00Z', users: 2, waits: false, decided: null, gauges: [{ name: 'hourly', value: 25, limit: 20, held: true }] };
const person = (id: string, userName: string) => ({ hold: 'h1', userId: id, userName, account: true, products: ['meeting'], role: false, since: hold.since });

beforeEach(() =>
  server.use(
    ...catalogue,
    http.get(url('/holds'), () => HttpResponse.json({ items: [hold] })),
    http.get(url('/holds/h1'), () => HttpResponse.json(hold)),
    http.get(url('/holds/h1/users'), () => HttpResponse.json({ items: [person('u1', 'ann@example.com'), person('u2', 'ben@example.com')] })),
  ),
);

pageStates('/holds', { path: '/holds', empty: { answer: { items: [] }, text: 'Nothing is on hold' }, data: { answer: { items: [hold] }, text: 'The identity provider' } });

describe('a hold', () => {
  it('says what alarmed the guard, and what each would lose', async () => {
    await open('/holds?hold=h1');
    expect(await screen.findByText('25 people would lose something within the hour; the limit is 20.')).toBeInTheDocument();
    expect((await screen.findAllByText('the account and Meeting')).length).toBe(2);
  });

  it('is approved for those who are selected, for a reason', async () => {
    let body: unknown;
    server.use(
      http.post(url('/holds/h1/approve'), async ({ request }) => {
        body = await request.json();
        return HttpResponse.json(hold);
      }),
    );
    const { user } = await open('/holds?hold=h1');
    await user.click(await screen.findByRole('checkbox', { name: 'Select ben@example.com' }));
    await user.click(screen.getByRole('button', { name: 'Approve for selected' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Approve for those who are selected?' }));
    dialog.getByText(/1 person loses at once/);
    expect(dialog.getByRole('button', { name: 'Approve for selected' })).toHaveAttribute('aria-disabled', 'true');
    await user.type(dialog.getByLabelText('Reason'), 'they left');
    await user.click(dialog.getByRole('button', { name: 'Approve for selected' }));
    expect(await screen.findByText(/Approved for those/)).toBeInTheDocument();
    expect(body).toEqual({ reason: 'they left', users: ['u2'] });
  });

  it('is rejected as a whole', async () => {
    let rejected = false;
    server.use(
      http.post(url('/holds/h1/reject'), () => {
        rejected = true;
        return HttpResponse.json({ ...hold, state: 'rejected' });
      }),
    );
    const { user } = await open('/holds?hold=h1');
    await user.click(await screen.findByRole('button', { name: 'Reject' }));
    const dialog = within(await screen.findByRole('dialog', { name: 'Reject this hold?' }));
    await user.type(dialog.getByLabelText('Reason'), 'a mistake at Okta');
    await user.click(dialog.getByRole('button', { name: 'Reject' }));
    expect(await screen.findByText('Rejected. Everybody keeps what they have.')).toBeInTheDocument();
    expect(rejected).toBe(true);
  });
});
