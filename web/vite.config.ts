import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { thirdPartyNotices } from './build/notices.ts';
import { pagesByPath, portalShell } from './build/shell.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  root: file('.'),
  appType: 'mpa',
  plugins: [react(), portalShell(), thirdPartyNotices(), pagesByPath()],
  server: { port: 5173, proxy: { '/api': 'http://127.0.0.1:8080' } },
  build: {
    outDir: file('dist'),
    emptyOutDir: true,
    target: 'es2022',
    // Inlined data: images would need img-src data: for no gain.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1300,
    rolldownOptions: {
      input: { console: file('console.html'), portal: file('portal.html'), sw: file('src/entries/sw.ts') },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
      },
    },
  },
});
