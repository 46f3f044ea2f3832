import { createHash } from 'node:crypto';
import type { Plugin } from 'vite';
import { tokens } from '../src/theme.ts';

/** Larger chunks (the map) are fetched after the installation, so that a weak signal does not hold it up. */
const largest = 300_000;
const icons = ['/icon.svg', '/icon-192.png', '/icon-512.png', '/icon-maskable-512.png'];

interface Chunk {
  type: string;
  fileName: string;
  name?: string;
  code?: string;
  imports?: string[];
  dynamicImports?: string[];
  viteMetadata?: { importedCss?: Set<string>; importedAssets?: Set<string> };
}

/** Every file the portal can come to need, following static and lazy imports and workers from its entry. */
function filesOf(bundle: Record<string, Chunk>, entry: Chunk): { urls: string[]; late: string[] } {
  const seen = new Set<string>();
  const large = new Set<string>();
  const visit = (fileName: string) => {
    const chunk = bundle[fileName];
    if (!chunk || seen.has(fileName)) return;
    seen.add(fileName);
    if ((chunk.code?.length ?? 0) > largest) large.add(fileName);
    const { importedCss = [], importedAssets = [] } = chunk.viteMetadata ?? {};
    for (const css of importedCss) seen.add(css);
    for (const asset of importedAssets) large.add(asset);
    for (const next of [...(chunk.imports ?? []), ...(chunk.dynamicImports ?? [])]) visit(next);
  };
  visit(entry.fileName);
  const asUrls = (names: Iterable<string>) => [...names].sort().map((name) => `/${name}`);
  return { urls: asUrls(seen.difference(large)), late: asUrls(large) };
}

const manifest = {
  id: '/portal/',
  name: '呼应 · 基层治理',
  short_name: '呼应',
  description: '有呼必应：报事、办事、看进度',
  lang: 'zh-CN',
  start_url: '/portal/',
  scope: '/portal/',
  display: 'standalone',
  background_color: tokens.paper,
  theme_color: tokens.blue,
  icons: [
    { src: '/icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
  ],
};

/** Makes the portal installable: the manifest from the palette, and the list of files in the service worker. */
export function portalShell(): Plugin {
  return {
    name: 'huying-portal-shell',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, output) {
      const bundle = output as unknown as Record<string, Chunk>;
      const chunks = Object.values(bundle);
      const entry = chunks.find((chunk) => chunk.type === 'chunk' && chunk.name === 'portal');
      const worker = chunks.find((chunk) => chunk.type === 'chunk' && chunk.name === 'sw');
      if (!entry || !worker?.code) this.error('the portal entry or the service worker is missing');
      const files = filesOf(bundle, entry);
      const urls = [...files.urls, ...icons, '/portal.webmanifest'];
      const { late } = files;
      const version = createHash('sha256')
        .update([...urls, ...late].join())
        .digest('hex')
        .slice(0, 12);
      worker.code = worker.code.replaceAll('HUYING_SHELL', `(${JSON.stringify({ version, urls, late })})`);
      this.emitFile({
        type: 'asset',
        fileName: 'portal.webmanifest',
        source: JSON.stringify(manifest, null, 2),
      });
    },
  };
}

/** In development the two pages answer under their own paths, as the server does it. */
export function pagesByPath(): Plugin {
  return {
    name: 'huying-pages',
    configureServer(server) {
      server.middlewares.use((request, _, next) => {
        const path = request.url?.split('?')[0] ?? '';
        if (path === '/' || /^\/portal(\/|$)/.test(path)) request.url = '/portal.html';
        else if (/^\/console(\/|$)/.test(path)) request.url = '/console.html';
        next();
      });
    },
  };
}
