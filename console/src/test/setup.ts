import '../zod-setup';
import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, vi } from 'vitest';
import { dropFlashes } from '../app/flash';
import { server } from '../mocks/server';

// Machines are slow when others work on them, too. What is awaited here always comes, or something is broken.
configure({ asyncUtilTimeout: 10_000, getElementError: (message) => new Error(message?.split('\n\n')[0]) });

// What jsdom does not have and the design system asks for.
vi.stubGlobal('matchMedia', (query: string) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {}, addListener() {}, removeListener() {} }));
vi.stubGlobal('ResizeObserver', class { observe() {} unobserve() {} disconnect() {} });
vi.stubGlobal('scrollTo', () => {});
Element.prototype.scrollIntoView = () => {};

// The design system ends its transitions by timers that it does not take back. One that rings when the file's window is gone would fail the whole run.
const timers = new Set<ReturnType<typeof setTimeout>>();
const start = globalThis.setTimeout;
const remembered = (...given: Parameters<typeof setTimeout>) => {
  const timer = start(...given);
  timers.add(timer);
  return timer;
};
vi.stubGlobal('setTimeout', Object.assign(remembered, start));

beforeAll(() => server.listen());
afterEach(() => {
  cleanup();
  dropFlashes();
  server.resetHandlers();
  localStorage.clear();
});
afterAll(() => {
  server.close();
  timers.forEach((timer) => clearTimeout(timer));
});
