// Writes openapi.json: the whole HTTP contract, in an order that does not change with the order of the code.
import { writeFile } from 'node:fs/promises';
import { createOfflineHttp } from '../src/offline.ts';

const TARGET = new URL('../../openapi.json', import.meta.url);

// biome-ignore lint/suspicious/noExplicitAny: any JSON.
function sorted(value: any): any {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map((key) => [key, sorted(value[key])]));
}

/** The text of openapi.json for the program as it is now; needs no database. */
export async function openapiText(): Promise<string> {
  const app = await createOfflineHttp();
  try {
    return `${JSON.stringify(sorted(app.swagger()), null, 2)}\n`;
  } finally {
    await app.close();
  }
}

if (import.meta.main) await writeFile(TARGET, await openapiText());
