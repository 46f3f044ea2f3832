import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import type { DocumentKind } from '../../platform/documents.ts';
import { badFields, conflict, notFound } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { accountNames } from '../account/index.ts';
import { subjectOf } from '../workflow/index.ts';
import { judgeText } from './judge.ts';
import { checkCode, kindOf } from './kinds.ts';
import { type DraftRow, draftRow, textInForce, versionInForce } from './queries.ts';

interface Place {
  kind: string;
  code: string;
}

async function lock(ctx: Context, { kind, code }: Place): Promise<DraftRow | null> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`config ${kind} ${code}`}, 0))`.execute(ctx.db);
  return draftRow(ctx.db, kind, code);
}

async function say(ctx: Context, { kind, code }: Place, what: string, data: object): Promise<void> {
  await recordNext(ctx, {
    subjectKind: 'config',
    subject: subjectOf(`config ${kind} ${code}`),
    kind: `config.${what}`,
    audience: 'staff',
    scopes: [],
    data: { kind, code, ...data },
  });
}

/** Tells whose draft is there instead, with its text, so that nobody's words are lost. */
async function changed(ctx: Context, draft: DraftRow | null): Promise<Error> {
  const names = await accountNames(ctx.db, draft ? [draft.author] : []);
  const who = draft ? (names.get(draft.author) ?? '别人') : '别人';
  return conflict(
    'draft_changed',
    draft
      ? `这份草稿刚刚被${who}改过。您写的内容没有丢失，请对照后再保存。`
      : '这份草稿已被放弃或发布。您写的内容没有丢失。',
    { draft: draft && { text: draft.text, version: draft.version, author: who } },
  );
}

export interface DraftInput {
  text: string;
  note?: string;
  /** The draft's version that was edited; 0 where there was none. */
  version: number;
}

/** The last version that a draft of this document ever had: one begun anew goes on counting, so that no number ever stands for two texts. */
async function lastDraft(ctx: Context, { kind, code }: Place): Promise<number> {
  const { rows } = await sql<{ version: number | null }>`
    select max((data ->> 'version')::int) as version from event
    where subject = ${subjectOf(`config ${kind} ${code}`)}::uuid and kind = 'config.draft'`.execute(ctx.db);
  return rows[0]?.version ?? 0;
}

async function writeDraft(
  ctx: Context,
  place: Place,
  input: DraftInput,
  before: DraftRow | null,
): Promise<number> {
  const { kind, code } = place;
  const base = before ? before.base_version : await versionInForce(ctx, kindOf(kind), code);
  const version = (before?.version ?? (await lastDraft(ctx, place))) + 1;
  await sql`insert into config_draft (kind, code, text, base_version, note, author, version, at)
    values (${kind}, ${code}, ${input.text}, ${base}::int, ${input.note ?? ''}, ${ctx.actor.id}::uuid, ${version}::int, ${ctx.now}::timestamptz)
    on conflict (kind, code) do update set text = excluded.text, note = excluded.note, author = excluded.author,
      version = excluded.version, at = excluded.at`.execute(ctx.db);
  await say(ctx, place, 'draft', { version, note: input.note ?? '' });
  return version;
}

/** Keeps a draft. Somebody else's change meanwhile is 409 with what they wrote; the same text again changes nothing. */
export function saveDraft(
  runtime: Runtime,
  actor: Actor,
  place: Place,
  input: DraftInput,
): Promise<{ version: number }> {
  kindOf(place.kind);
  checkCode(place.code);
  return run(runtime, actor, async (ctx) => {
    const before = await lock(ctx, place);
    if (
      before &&
      before.author === actor.id &&
      before.text === input.text &&
      before.note === (input.note ?? before.note)
    )
      return { version: before.version };
    if ((before?.version ?? 0) !== input.version) throw await changed(ctx, before);
    return { version: await writeDraft(ctx, place, input, before) };
  });
}

/** Gives a draft up; what is in force stays as it is. */
export async function discardDraft(
  runtime: Runtime,
  actor: Actor,
  place: Place,
  version: number,
): Promise<void> {
  await run(runtime, actor, async (ctx) => {
    const draft = await lock(ctx, place);
    if (!draft) throw notFound('草稿');
    if (draft.version !== version) throw await changed(ctx, draft);
    ctx.write(sql`delete from config_draft where kind = ${place.kind} and code = ${place.code}`);
    await say(ctx, place, 'discarded', { version });
  });
}

function refuseErrors(judged: Awaited<ReturnType<typeof judgeText>>): void {
  if (judged.errors === 0) return;
  const errors = judged.findings.filter(({ severity }) => severity === 'error');
  throw badFields(
    errors.map(({ path, code, message }) => ({ path, code, message })),
    `还有 ${errors.length} 处错误，改正后才能发布。`,
  );
}

/** What was in force before a city published anything itself: kept as a version, so that there is something to compare with. */
async function keepFirst(ctx: Context, kind: DocumentKind, code: string, version: number): Promise<void> {
  const text = version > 0 ? await kind.text(ctx.runtime, code) : null;
  if (text === null) return;
  await sql`insert into config_version (kind, code, version, text, note, actor, at)
    values (${kind.kind}, ${code}, ${version}::int, ${text}, '', ${SYSTEM.id}::uuid, ${ctx.now}::timestamptz)
    on conflict do nothing`.execute(ctx.db);
}

export interface PublishInput {
  version: number;
  /** Publish although something newer than the draft's base is in force. */
  over?: boolean;
}

/**
 * Puts a draft in force. Refuses one with errors, one that somebody changed meanwhile, one whose base is no longer in force (unless
 * `over`), and, where two persons are asked for, the one who wrote it.
 */
export async function publishDraft(
  runtime: Runtime,
  actor: Actor,
  place: Place,
  input: PublishInput,
): Promise<{ version: number }> {
  const kind = kindOf(place.kind);
  return run(runtime, actor, async (ctx) => {
    const draft = await lock(ctx, place);
    if (!draft) throw notFound('草稿');
    if (draft.version !== input.version) throw await changed(ctx, draft);
    if (runtime.config.publishByTwo && draft.author === actor.id)
      throw conflict('second_person', '须由另一位管理员发布：写草稿的人不能自己发布。');
    const before = await versionInForce(ctx, kind, place.code);
    if (draft.base_version !== before && !input.over)
      throw conflict(
        'older_base',
        `草稿以第 ${draft.base_version} 版为基础，现在执行的是第 ${before} 版。请对照差异，确认后再发布。`,
        { base: draft.base_version, version: before },
      );
    refuseErrors(await judgeText(runtime, kind, place.code, draft.text));
    await keepFirst(ctx, kind, place.code, before);
    const version = (await kind.publish(ctx, place.code, draft.text)) ?? before + 1;
    await ctx.flush();
    // What says the same stays the version it is; the words around it (注释) are those that were written last.
    await sql`insert into config_version (kind, code, version, text, note, author, actor, at)
      values (${place.kind}, ${place.code}, ${version}::int, ${draft.text}, ${draft.note}, ${draft.author}::uuid, ${actor.id}::uuid,
        ${ctx.now}::timestamptz) on conflict (kind, code, version) do update set text = excluded.text`.execute(
      ctx.db,
    );
    await sql`delete from config_draft where kind = ${place.kind} and code = ${place.code}`.execute(ctx.db);
    await say(ctx, place, 'published', { version, before, note: draft.note, author: draft.author });
    return { version };
  });
}

/** Lands documents of a bundle as drafts, never live; drafts that are there are not overwritten, but told. */
export function importDrafts(
  runtime: Runtime,
  actor: Actor,
  documents: readonly { kind: string; code: string; text: string }[],
): Promise<{ drafts: Place[]; same: Place[]; kept: Place[] }> {
  return run(runtime, actor, async (ctx) => {
    const result = { drafts: [] as Place[], same: [] as Place[], kept: [] as Place[] };
    for (const { kind, code, text } of documents) {
      const place = { kind, code };
      const before = await lock(ctx, place);
      const there = await textInForce(runtime, kindOf(kind), code);
      if (before) result.kept.push(place);
      else if (there === text) result.same.push(place);
      else {
        await writeDraft(ctx, place, { text, note: '从配置包导入', version: 0 }, null);
        result.drafts.push(place);
      }
    }
    return result;
  });
}
