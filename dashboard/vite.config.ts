import { fileURLToPath } from 'node:url';
import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { guides } from './scripts/guides.mjs';

const consoleUrl = process.env.BUBBLECHAT_CONSOLE ?? 'http://127.0.0.1:8788';
const siteUrl = process.env.BUBBLECHAT_SITE ?? 'http://127.0.0.1:8787';

export default defineConfig({
  plugins: [react(), tailwindcss(), guides()],
  resolve: {
    alias: {
      '~': fileURLToPath(new URL('src', import.meta.url)),
      '~widget': fileURLToPath(new URL('../widget/src', import.meta.url)),
    },
  },
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // `font-src 'self'` allows no data: URLs.
    assetsInlineLimit: 0,
  },
  server: {
    fs: { allow: ['.', '../docs', '../widget/src'] },
    // The console's policy is where the dashboard learns the site's origin (src/preview/site.ts).
    headers: { 'content-security-policy': `frame-src ${siteUrl}` },
    // Keeps this server's host, because preview keys work only in frames of the origin that requested them.
    proxy: {
      '/v1': { target: consoleUrl, changeOrigin: false },
      '/docs': { target: consoleUrl, changeOrigin: false },
    },
  },
  // Tests that need a document say `@vitest-environment jsdom`.
  test: {
    environment: 'node',
    include: ['test/**/*.test.{ts,tsx}'],
  },
});
