import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/** The three kinds of screen the product is made for. */
export const sizes = {
  phone: { width: 390, height: 844 },
  desktop: { width: 1440, height: 900 },
  wall: { width: 3840, height: 1080 },
} as const;

const require = createRequire(import.meta.url);
const fonts = dirname(require.resolve('@expo-google-fonts/noto-sans-sc/package.json'));

/** Lets the headless browser find a Chinese face: fontconfig reads our own small file, nothing is installed. */
function provideChineseFont(): void {
  const folder = join(tmpdir(), 'huying-fonts');
  mkdirSync(folder, { recursive: true });
  const dirs = ['400Regular', '500Medium', '600SemiBold', '700Bold'].map(
    (name) => `<dir>${join(fonts, name)}</dir>`,
  );
  const prefer = ['sans-serif', 'serif', 'monospace', 'system-ui'].map(
    (family) => `<alias><family>${family}</family><prefer><family>Noto Sans SC</family></prefer></alias>`,
  );
  const text = `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>${dirs.join('')}<cachedir>${folder}</cachedir>${prefer.join('')}</fontconfig>`;
  writeFileSync(join(folder, 'fonts.conf'), text);
  process.env.FONTCONFIG_PATH = folder;
  process.env.FONTCONFIG_FILE = join(folder, 'fonts.conf');
}

/** Flags that would hide what a real browser refuses, or that crash with several pages. */
const unwanted = new Set([
  '--single-process',
  '--no-zygote',
  // Maps are drawn by software here: in a process of their own they keep no page from answering.
  '--in-process-gpu',
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/** Flags that put a graphics card made of software under the browser, which maps need. */
const card = new Set(['--ignore-gpu-blocklist', '--use-gl=angle', '--use-angle=swiftshader']);

/**
 * Starts headless Chromium out of the npm package (WebGL works, Chinese is drawn). Close it with `close()`. Without `maps` it draws as it does on
 * any machine that has no graphics card: pages scroll as they do there, and no map is drawn.
 */
export async function launch({ maps = true } = {}): Promise<Browser> {
  provideChineseFont();
  const args = maps
    ? chromium.args.filter((arg) => !unwanted.has(arg))
    : [...chromium.args.filter((arg) => !unwanted.has(arg) && !card.has(arg)), '--disable-gpu'];
  return playwright.launch({
    args: [...args, '--lang=zh-CN'],
    executablePath: await chromium.executablePath(),
    headless: true,
    // Without one a browser gives no file a Chinese name.
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  });
}
