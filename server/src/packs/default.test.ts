import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { Client } from 'pg';
import { emptyTemplate, testProgram } from '../../test/harness.ts';
import { loadDefaultPack } from './index.ts';

const { runtime, ownerUrl } = await testProgram(await emptyTemplate());
const count = async (table: string, where = 'true'): Promise<number> =>
  (await sql.raw<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`).execute(runtime.db))
    .rows[0]!.n;

async function asOwner(text: string): Promise<void> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

test('a load that broke off is done again at the next start, and one that ended is not', async () => {
  await asOwner('alter table config_version rename to config_version_away');
  await assert.rejects(loadDefaultPack(runtime));
  await asOwner('alter table config_version_away rename to config_version');
  assert.equal(await loadDefaultPack(runtime), true);
  assert.ok(
    (await count('config_version', "kind = 'workflow'")) > 0,
    'the texts are there to be read and edited',
  );
  assert.equal(await loadDefaultPack(runtime), false);
  assert.equal(await count('event', "kind = 'pack.loaded'"), 1);
  assert.equal(
    await count('(select code, version from workflow_definition group by 1, 2 having count(*) > 1) twice'),
    0,
  );
});
