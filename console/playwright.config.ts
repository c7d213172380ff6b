import { defineConfig, devices } from '@playwright/test';

const chromium = { ...devices['Desktop Chrome'], launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] } };

/** Against the real program: e2e/fixture.ts starts it with a fresh data folder for each worker. */
export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  workers: Number(process.env.WORKERS ?? 2),
  timeout: 300_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: { ...chromium, trace: 'retain-on-failure', actionTimeout: 20_000 },
  projects: [
    { name: 'wide-light', use: { viewport: { width: 1366, height: 900 }, colorScheme: 'light', locale: 'en-GB' } },
    { name: 'narrow-dark', use: { viewport: { width: 390, height: 844 }, colorScheme: 'dark', locale: 'en-GB' } },
    { name: 'german', use: { viewport: { width: 1366, height: 900 }, colorScheme: 'light', locale: 'de-DE' }, grep: /@languages/ },
    { name: 'dutch', use: { viewport: { width: 1366, height: 900 }, colorScheme: 'light', locale: 'nl-NL' }, grep: /@languages/ },
    { name: 'german-320', use: { viewport: { width: 320, height: 640 }, colorScheme: 'dark', locale: 'de-DE' }, grep: /@languages.*@reflow/ },
    { name: 'reflow-320', use: { viewport: { width: 320, height: 640 }, colorScheme: 'light', locale: 'en-GB' }, grep: /@reflow/ },
  ],
});
