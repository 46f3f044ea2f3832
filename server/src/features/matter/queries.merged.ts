import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { fileUrls, listFiles } from '../../platform/files/files.ts';
import { atMost } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { areaTree } from '../area/index.ts';
import { mayViewFile, visible } from './policy.ts';
import { findMatter } from './row.ts';
import type { MergedCall } from './schema.similar.ts';

const MOST = 50;

/** The calls merged into a matter that the actor may see as well, newest first, at most fifty: what each of them adds. */
export async function mergedCalls(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof MergedCall>[]> {
  const areas = await areaTree(runtime);
  await findMatter(runtime.db, actor, areas, id);
  const { rows } = await sql<{ id: string; number: string; text: string; created_at: Date }>`
    select m.id, m.number, m.text, m.created_at from matter m
    where m.merged_into = ${id}::uuid and not m.confidential and ${visible(actor, areas)}
    order by m.id desc limit ${atMost(MOST)}`.execute(runtime.db);
  return Promise.all(
    rows.map(async (row) => ({
      ...row,
      created_at: row.created_at.toISOString(),
      photos: (await listFiles(runtime.db, row.id))
        .filter((file) => mayViewFile(actor, file))
        .map((file) => fileUrls(file.id)),
    })),
  );
}
