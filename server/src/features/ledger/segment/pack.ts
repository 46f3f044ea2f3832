import { sql } from 'kysely';
import { parse } from 'yaml';
import { SYSTEM } from '../../../platform/access.ts';
import { uuidv7 } from '../../../platform/ids.ts';
import type { Context } from '../../../platform/runtime.ts';
import { problemOf } from './compile.ts';
import { factsOf } from './facts.ts';

/** Segments and tags that ship with a pack. */
export interface SegmentPack {
  segments: { code: string; name: string; note: string; rule: string }[];
  tags: { code: string; name: string; note: string }[];
}

export const parseSegments = (text: string): SegmentPack => {
  const { segments = [], tags = [] } = parse(text) as Partial<SegmentPack>;
  return { segments, tags };
};

/** Adds what a city does not have yet; what it has stays as the city keeps it. Throws in words for a rule that cannot be asked. */
export async function provideSegments(ctx: Context, pack: SegmentPack): Promise<void> {
  const facts = await factsOf(ctx.runtime);
  for (const { code, rule } of pack.segments) {
    const problem = problemOf(rule, facts);
    if (problem) throw new Error(`segments.yaml：${code}：${problem}`);
  }
  const rows = pack.segments.map((segment) => ({ ...segment, id: uuidv7(ctx.now) }));
  await sql`
    insert into ledger_tag (code, name, note, created_by, created_at)
    select code, name, note, ${SYSTEM.id}::uuid, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(pack.tags)}::jsonb) as t(code text, name text, note text)
    on conflict do nothing`.execute(ctx.db);
  await sql`
    insert into ledger_segment (id, code, name, note, rule, owner_id, shared, created_at)
    select id, code, name, note, rule, ${SYSTEM.id}::uuid, true, ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s(id uuid, code text, name text, note text, rule text)
    on conflict (code) do nothing`.execute(ctx.db);
}
