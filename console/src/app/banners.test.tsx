import { screen } from '@testing-library/react';
import { http, HttpResponse } from 'msw';
import { describe, expect, it } from 'vitest';
import { sync, url } from '../mocks/handlers';
import { server } from '../mocks/server';
import { open } from '../test/app';

const answers = (more: object) => server.use(http.get(url('/sync'), () => HttpResponse.json({ ...sync, ...more })), http.get(url('/rules/versions'), () => HttpResponse.json({ items: [] })));

describe('what everybody must know', () => {
  it.each([
    ['sync is off', { enabled: false }, 'User Sync is off'],
    ['sync is on its way', { enabled: false, switching: { planId: 'p1' } }, 'User Sync is being switched on'],
    ['its way is stopped', { enabled: false, switching: { planId: 'p1', stopped: { code: 'plan_held', detail: 'The guard holds it.' } } }, 'The guard holds it.'],
    ['something is on hold', { holds: [{ id: 'h1', kind: 'plan', since: '2026-03-02T10:00:00Z', users: 30 }] }, '1 change is on hold'],
    ['mail is off', { mail: false }, 'Mail is switched off'],
  ])('%s', async (_, state, text) => {
    answers(state);
    await open('/rules/versions');
    expect((await screen.findAllByText(text)).length).toBeGreaterThan(0);
  });
});
