import { sql } from 'kysely';
import type { Json } from '../../../platform/database/tables.ts';
import type { MergeHook } from '../../resident/index.ts';

/** The tags of a record that goes are the other's too; taken back, those that it did not have itself go. */
export const tagMerge: MergeHook = {
  name: 'tags',
  async merge(ctx, { kept, gone }): Promise<Json> {
    const { rows } = await sql<{ tag: string }>`
      insert into ledger_tagged (tag, person_id, area_id, by, at)
      select g.tag, p.id, p.area_id, g.by, g.at from ledger_tagged g join resident_person p on p.id = ${kept}::uuid
      where g.person_id = ${gone}::uuid on conflict do nothing returning tag`.execute(ctx.db);
    return rows.length > 0 ? rows.map(({ tag }) => tag) : null;
  },
  async undo(ctx, { kept }, went) {
    await sql`
      delete from ledger_tagged where person_id = ${kept}::uuid and tag = any (${went as string[]}::text[])`.execute(
      ctx.db,
    );
  },
};
