import { screen, waitFor, within } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { problem, session, url } from '../../mocks/handlers';
import { server } from '../../mocks/server';
import { open } from '../../test/app';
import { pageStates } from '../../test/states';

const versions = [
  { revision: 7, rulesVersion: 12, publishedAt: '2026-03-02T10:00:00Z' },
  { revision: 5, rulesVersion: 9, publishedAt: '2026-02-01T10:00:00Z' },
];
const changes = [
  { rule: 'r1', kind: 'added', to: 3, description: 'Sales' },
  { rule: 'r2', kind: 'changed', from: 1, to: 2, members: ['products', 'language'], description: 'Support' },
];

const list = (items: unknown[]) => http.get(url('/rules/versions'), () => HttpResponse.json({ items }));
const detail = http.get(url('/rules/versions/5'), () => HttpResponse.json({ ...versions[1], rules: [], changes }));
const draft = http.get(url('/rules/draft'), () =>
  HttpResponse.json({ exists: true, revision: 8, liveRevision: 7, modifiedAt: null, auto: false, changes: [changes[0]] }, { headers: { ETag: '"8"' } }),
);

pageStates('/rules/versions', {
  path: '/rules/versions',
  empty: { answer: { items: [] }, text: 'No rules have gone live yet' },
  data: { answer: { items: versions }, text: 'Version 7' },
});

describe('an old version', () => {
  it('is compared with what is live, by its address', async () => {
    server.use(list(versions), detail);
    await open('/rules/versions?revision=5');
    const differences = await screen.findByRole('list', { name: 'What has changed since version 5' });
    expect(within(differences).getByText('Sales')).toBeInTheDocument();
    expect(within(differences).getByText(/from place 1 to 2 · products and language/)).toBeInTheDocument();
  });

  it('is restored over the draft that was seen', async () => {
    let match: string | null = null;
    server.use(list(versions), detail, draft);
    server.use(
      http.post(url('/rules/versions/5/restore'), ({ request }) => {
        match = request.headers.get('If-Match');
        return HttpResponse.json({ items: [] });
      }),
    );
    const { user } = await open('/rules/versions?revision=5');
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    const dialog = await screen.findByRole('dialog', { name: 'Restore version 5?' });
    await within(dialog).findByText(/There is a draft with 1 change/);
    await user.click(within(dialog).getByRole('button', { name: 'Restore' }));
    await screen.findByText('The rules are those of version 5 again.');
    expect(match).toBe('"8"');
  });

  it('is not restored over what somebody else did in the meantime', async () => {
    server.use(list(versions), detail, draft);
    server.use(http.post(url('/rules/versions/5/restore'), () => problem(412, 'stale')));
    const { user } = await open('/rules/versions?revision=5');
    await user.click(await screen.findByRole('button', { name: 'Restore' }));
    const dialog = await screen.findByRole('dialog', { name: 'Restore version 5?' });
    await within(dialog).findByText(/There is a draft/);
    await user.click(within(dialog).getByRole('button', { name: 'Restore' }));
    expect(await within(dialog).findByText(/Somebody else changed this/)).toBeInTheDocument();
  });

  it('cannot be restored with a key that only reads', async () => {
    server.use(list(versions), detail);
    server.use(http.get(url('/session'), () => HttpResponse.json({ ...session, scopes: ['read'] })));
    await open('/rules/versions?revision=5');
    const button = await screen.findByRole('button', { name: 'Restore' });
    await waitFor(() => expect(button).toHaveAttribute('aria-disabled', 'true'));
  });
});
