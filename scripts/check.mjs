// Are the generated files what the program would generate now? `npm run check -- --write` writes those that are not.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { openapiText } from '../server/bin/openapi.ts';
import { schemaText } from '../server/bin/schema.ts';
import { tablesText } from '../server/bin/tables.ts';
import { migrateDatabase } from '../server/src/program.ts';
import { clientText } from '../tools/client.mjs';
import { ROOT } from './install.mjs';
import { licenceFaults, sbomText, shippedNow } from './licences.mjs';
import { startTestDatabase } from './test-database.mjs';

const write = process.argv.includes('--write');
const faults = licenceFaults(shippedNow());

const server = await startTestDatabase();
try {
  const openapi = await openapiText();
  const made = {
    'openapi.json': openapi,
    'web/src/api/schema.d.ts': await clientText(openapi),
    'docs/sbom.json': sbomText(shippedNow()),
    ...(await fromDatabase(process.env.HUYING_TEST_DATABASE_URL)),
  };
  for (const [path, text] of Object.entries(made)) compare(path, text);
} finally {
  await server.stop();
}
if (faults.length > 0) console.error(faults.join('\n'));
process.exitCode = faults.length > 0 ? 1 : 0;

function compare(path, text) {
  const file = join(ROOT, path);
  if (read(file) === text) return;
  if (!write) {
    faults.push(`${path} 不是最新的:运行 npm run check -- --write,看过差别后提交`);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(`已更新 ${path}`);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return undefined;
  }
}

/** What is made from the schema: a database of our own is migrated for it and dropped. */
async function fromDatabase(clusterUrl) {
  const name = `check_${process.pid}`;
  const client = new pg.Client(clusterUrl);
  await client.connect();
  await client.query(`create database ${name}`);
  const url = new URL(clusterUrl);
  url.pathname = `/${name}`;
  try {
    await migrateDatabase(url.href);
    return {
      'server/src/platform/database/tables.ts': await tablesText(url.href),
      'server/schema.sql': await schemaText(url.href),
    };
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}
