import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { fontFiles } from './build/fonts.ts';

const base = '/console/';

/** Where `npm run dev` finds a running `usersync serve`. */
const server = process.env.USERSYNC_URL ?? 'http://127.0.0.1:8080';

export default defineConfig({
  base,
  plugins: [react(), fontFiles(base)],
  build: { target: 'es2023', sourcemap: false, cssCodeSplit: false, assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: { '/api': { target: server, changeOrigin: true } } },
  test: {
    environment: 'jsdom',
    environmentOptions: { jsdom: { url: 'http://localhost/console/' } },
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}', 'build/**/*.test.ts'],
    css: false,
    testTimeout: 30_000,
    server: { deps: { inline: [/@cloudscape-design/] } },
  },
});
