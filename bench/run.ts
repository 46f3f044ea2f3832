// npm run bench -- NAME [--json] [ARGS]: runs one benchmark on a database of its own and prints its figures.
import { readdir } from 'node:fs/promises';
import type { Bench, Figure } from './figure.ts';

async function names(): Promise<string[]> {
  const found: string[] = [];
  for (const file of (await readdir(new URL('.', import.meta.url))).sort()) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts') || file === 'run.ts') continue;
    const module = await import(new URL(file, import.meta.url).href);
    if (typeof module.run === 'function' && typeof module.name === 'string') found.push(module.name);
  }
  return found;
}

function inWords(figure: Figure): string {
  const { name, value, unit, bound, ok, reference, ratio } = figure;
  const beside =
    (reference === undefined ? '' : `  beside ${reference.toFixed(1)}`) +
    (ratio === undefined ? '' : `, ratio ${ratio.toFixed(3)}`);
  const judged = bound === undefined ? '' : `  bound ${bound} ${ok ? 'ok' : 'MISSED'}`;
  return `${name}: ${Number(value.toFixed(2))} ${unit}${beside}${judged}`;
}

const [name, ...rest] = process.argv.slice(2);
const known = await names();
if (!name || !known.includes(name)) {
  console.error(`usage: npm run bench -- NAME [--json]\nbenchmarks: ${known.join(', ')}`);
  process.exit(2);
}
const json = rest.includes('--json');
const bench = (await import(new URL(`${name}.ts`, import.meta.url).href)) as Bench;
let missed = false;
await bench.run(
  (figure) => {
    if (figure.ok === false) missed = true;
    console.log(json ? JSON.stringify({ bench: name, ...figure }) : inWords(figure));
  },
  rest.filter((arg) => arg !== '--json'),
);
process.exitCode = missed ? 1 : 0;
