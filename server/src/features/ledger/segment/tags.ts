import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../../platform/access.ts';
import { badField, notFound } from '../../../platform/errors.ts';
import { record } from '../../../platform/events.ts';
import { uuidv7 } from '../../../platform/ids.ts';
import { atMost } from '../../../platform/page.ts';
import { type Context, type Runtime, run } from '../../../platform/runtime.ts';
import { areaTree } from '../../area/index.ts';
import { EDIT_RESIDENTS, inReach, reachOf } from '../../resident/index.ts';
import type { PersonTags, TagBody, TagPeopleBody, TagPeopleDone, TagView } from './schema.ts';

/** The tags there are. */
export async function listTags(runtime: Runtime): Promise<{ items: Static<typeof TagView>[] }> {
  const { rows } = await sql<Static<typeof TagView>>`
    select code, name, note from ledger_tag where retired_at is null order by code limit ${atMost(500)}`.execute(
    runtime.db,
  );
  return { items: rows };
}

/** Makes a tag; refuses a code that is taken. */
export async function createTag(runtime: Runtime, actor: Actor, body: Static<typeof TagBody>): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const { rows } = await sql`
      insert into ledger_tag (code, name, note, created_by, created_at)
      values (${body.code}, ${body.name.trim()}, ${body.note ?? ''}, ${actor.id}::uuid, ${ctx.now}::timestamptz)
      on conflict do nothing returning code`.execute(ctx.db);
    if (rows.length === 0) throw badField('code', 'taken', '这个标签代码已经有了，请换一个。');
    tell(ctx, 'ledger.tag.created', { tag: body.code, name: body.name });
  });
}

function tell(ctx: Context, kind: string, data: Record<string, string | string[]>): void {
  record(ctx, {
    ...{ subjectKind: 'tag', subject: uuidv7(ctx.now), kind, audience: 'staff' as const },
    ...{ scopes: [ctx.actor.id], data, prevHash: null },
  });
}

/** Tags people by hand and takes tags off; people whom the actor may not edit are not touched. Safe to send again. */
export async function tagPeople(
  runtime: Runtime,
  actor: Actor,
  code: string,
  { add = [], remove = [] }: Static<typeof TagPeopleBody>,
): Promise<Static<typeof TagPeopleDone>> {
  const areas = await areaTree(runtime);
  const [seen, edited] = [reachOf(actor, areas), reachOf(actor, areas, undefined, EDIT_RESIDENTS)];
  const inside = sql`${inReach(sql`p.area_id`, seen)} and ${inReach(sql`p.area_id`, edited)}`;
  return run(runtime, actor, async (ctx) => {
    const tag = await sql`select from ledger_tag where code = ${code} and retired_at is null`.execute(ctx.db);
    if (tag.rows.length === 0) throw notFound('标签');
    const added = await sql<{ person_id: string }>`
      insert into ledger_tagged (tag, person_id, area_id, by, at)
      select ${code}, p.id, p.area_id, ${actor.id}::uuid, ${ctx.now}::timestamptz from resident_person p
      where p.id = any (${add}::uuid[]) and p.state not in ('merged', 'erased') and ${inside}
      on conflict do nothing returning person_id`.execute(ctx.db);
    const removed = await sql<{ person_id: string }>`
      delete from ledger_tagged g using resident_person p
      where g.tag = ${code} and g.person_id = any (${remove}::uuid[]) and p.id = g.person_id and ${inside} returning g.person_id`.execute(
      ctx.db,
    );
    const people = [...added.rows, ...removed.rows].map((row) => row.person_id);
    if (people.length > 0) tell(ctx, 'ledger.tagged', { tag: code, people });
    return { added: added.rows.length, removed: removed.rows.length };
  });
}

/** The tags of one person, of those the actor sees. */
export async function tagsOf(
  runtime: Runtime,
  actor: Actor,
  person: string,
): Promise<Static<typeof PersonTags>> {
  return run(runtime, actor, async ({ db }) => {
    const { rows } = await sql<{ code: string; name: string; at: Date }>`
      select t.code, t.name, g.at from ledger_tagged g join ledger_tag t on t.code = g.tag
      where g.person_id = ${person}::uuid order by g.at limit ${atMost(100)}`.execute(db);
    return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
  });
}
