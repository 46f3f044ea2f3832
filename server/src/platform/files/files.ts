import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { type Actor, SYSTEM } from '../access.ts';
import { sha256 } from '../crypto.ts';
import type { Db } from '../database/open.ts';
import { badField, Refusal } from '../errors.ts';
import { isUuid, uuidv7 } from '../ids.ts';
import type { SealedColumns } from '../keys/sealed.ts';
import { type Context, type Runtime, run } from '../runtime.ts';
import { createSlots } from '../slots.ts';
import { makePhoto, type Photo, SIZES, type Size } from './image.ts';
import type { FileRow } from './policy.ts';

/** Photos uploaded and used nowhere: enough for any report, too few to fill the disk with. */
const MOST_UNATTACHED = 100;
// Two cores; the rest waits on disk, not in memory.
const inTurn = createSlots(2, {
  most: 200,
  refusal: () => new Refusal(503, 'busy', '同时处理的照片太多，请过几秒再上传，照片不会丢失。'),
});

const COLUMNS =
  sql.raw(`id, kind, name, media_type, size, width, height, sha256, owner_id, subject_kind, subject, stage,
  taken_at, created_at`);

/** Positions read from photos. */
export const fileSealed: SealedColumns = { table: 'file', key: 'id', columns: ['point_sealed'] };

/** The key under which the bytes of one size lie. */
export const fileKey = (id: string, size: Size): string => `${id}.${size}`;

/** Where a browser gets a file. */
export function fileUrls(id: string): { url: string; thumb_url: string } {
  return { url: `/api/files/${id}`, thumb_url: `/api/files/${id}?size=thumb` };
}

async function checkRoom(runtime: Runtime, actor: Actor): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*) as n from (select from file where owner_id = ${actor.id}::uuid and subject is null and kind = 'photo'
      limit ${MOST_UNATTACHED}) f`.execute(runtime.db);
  if (rows[0]!.n >= MOST_UNATTACHED)
    throw new Refusal(
      429,
      'too_many_unused',
      '已上传而未使用的照片太多，请先提交已填写的内容，或两天后再试。',
    );
}

async function forgetBytes(runtime: Runtime, id: string): Promise<void> {
  for (const size of Object.keys(SIZES) as Size[]) await runtime.files.remove(fileKey(id, size));
}

/** Keeps an uploaded photo for its uploader: bytes first, then the row, so that no row is ever without its bytes. */
export async function keepPhoto(runtime: Runtime, actor: Actor, path: string, name: string) {
  await checkRoom(runtime, actor);
  const now = runtime.clock.now();
  const photo = await inTurn(() => makePhoto(path, now));
  const id = uuidv7(now);
  try {
    for (const size of Object.keys(SIZES) as Size[])
      await runtime.files.put(fileKey(id, size), photo.bytes[size]);
    await run(runtime, actor, async (ctx) => insertPhoto(ctx, id, name, photo));
  } catch (error) {
    await forgetBytes(runtime, id);
    throw error;
  }
  return { id, ...photo, size: photo.bytes.full.length };
}

function insertPhoto(ctx: Context, id: string, name: string, photo: Photo): void {
  const { full } = photo.bytes;
  const point = photo.point ? ctx.runtime.sealer.seal(JSON.stringify(photo.point)) : null;
  ctx.write(sql`
    insert into file (id, kind, name, media_type, size, width, height, sha256, owner_id, point_sealed, taken_at, look, created_at)
    values (${id}::uuid, 'photo', ${name}, ${photo.mediaType}, ${full.length}::int, ${photo.width}::int, ${photo.height}::int,
      ${sha256(full)}::bytea, ${ctx.actor.id}::uuid, ${point}::bytea, ${photo.takenAt ?? null}::timestamptz, ${photo.look}::bit(64), ${ctx.now}::timestamptz)`);
}

/** Keeps what a job made (an export) for its account alone, under a name to download it by; streams of any length. */
export async function keepExport(
  runtime: Runtime,
  made: { owner: string; name: string; mediaType: string; content: Uint8Array | AsyncIterable<Uint8Array> },
): Promise<string> {
  const now = runtime.clock.now();
  const id = uuidv7(now);
  const hash = createHash('sha256');
  let size = 0;
  async function* counted() {
    for await (const chunk of made.content instanceof Uint8Array ? [made.content] : made.content) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
  }
  await runtime.files.put(fileKey(id, 'full'), counted());
  await sql`insert into file (id, kind, name, media_type, size, sha256, owner_id, created_at)
    values (${id}::uuid, 'export', ${made.name}, ${made.mediaType}, ${size}::int, ${hash.digest()}::bytea,
      ${made.owner}::uuid, ${now}::timestamptz)`.execute(runtime.db);
  return id;
}

/** One file's row, whoever asks: see `mayView`. */
export async function readFileRow(db: Db, id: string): Promise<FileRow | null> {
  const { rows } = await sql<FileRow>`select ${COLUMNS} from file where id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/**
 * Hangs photos on a subject, in the transaction of the change they belong to. Refuses, naming `files`, what is not the
 * actor's own unattached photo; a photo that already hangs on this very subject stays there.
 */
export async function attachFiles(
  ctx: Context,
  ids: readonly string[],
  to: { subjectKind: string; subject: string; stage: string },
): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const unknown = () =>
    badField('files', 'unknown_file', '有照片已失效、已用在别处，或不是您上传的，请重新上传后再提交。');
  if (!wanted.every(isUuid)) throw unknown();
  const { rows } = await sql`
    update file set subject_kind = ${to.subjectKind}, subject = ${to.subject}::uuid, stage = coalesce(stage, ${to.stage})
    where id = any (${wanted}::uuid[]) and owner_id = ${ctx.actor.id}::uuid and kind = 'photo'
      and (subject is null or (subject_kind = ${to.subjectKind} and subject = ${to.subject}::uuid))
    returning id`.execute(ctx.db);
  if (rows.length !== wanted.length) throw unknown();
}

/** Takes the files of subjects that are erased from everybody, their owners too; rows and bytes go with the next sweep. */
export async function dropFiles(
  ctx: Context,
  subjectKind: string,
  subjects: readonly string[],
): Promise<void> {
  await sql`
    update file set subject = null, subject_kind = null, owner_id = ${SYSTEM.id}::uuid
    where subject_kind = ${subjectKind} and subject = any (${subjects as string[]}::uuid[])`.execute(ctx.db);
}

/** The files of a subject, oldest first, as they go out to whoever may see the subject. */
export async function listFiles(db: Db, subject: string) {
  const { rows } = await sql<FileRow>`
    select ${COLUMNS} from file where subject = ${subject}::uuid order by id`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    stage: row.stage ?? '',
    media_type: row.media_type,
    size: row.size,
    width: row.width ?? 0,
    height: row.height ?? 0,
    taken_at: row.taken_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    owner_id: row.owner_id,
    ...fileUrls(row.id),
  }));
}

/** Forgets one file's bytes; the row is the caller's. */
export { forgetBytes };
