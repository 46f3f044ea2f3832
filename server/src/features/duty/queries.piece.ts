import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { notFound } from '../../platform/errors.ts';
import { fileUrls, listFiles } from '../../platform/files/files.ts';
import { atMost, cursorId, momentKey, type Page, toPage } from '../../platform/page.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree, gridsIn } from '../area/index.ts';
import { openFor, type TodoWork } from '../task/index.ts';
import { gridsSeen, managesIt, mustSee, sightOf, WORK, worksIt } from './policy.ts';
import { type Duty, PIECE, type Piece, readDuty, readPiece, type Sealed } from './row.ts';
import type { MyPiece, PieceDetail, PieceItem, PieceQuery } from './schema.piece.ts';
import { labelsFor } from './targets.ts';
import { LINES } from './words.ts';

type Mine = Static<typeof MyPiece>;
type Row = Piece &
  Pick<Duty, 'line' | 'title' | 'instructions' | 'fields' | 'photos' | 'position' | 'target_kind'> & {
    giver: string;
  };
const WHOLE = sql`${PIECE}, d.line, d.title, d.instructions, d.fields, d.photos, d.position, d.target_kind, d.unit_id as giver`;
async function minesOf(runtime: Runtime, actor: Actor, rows: readonly Row[]): Promise<Mine[]> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const labels = await labelsFor(runtime, actor, rows);
  const now = runtime.clock.now();
  return rows.map((row) => ({
    id: row.id,
    duty: row.duty_id,
    line_name: LINES[row.line],
    title: row.title,
    instructions: row.instructions,
    unit_name: units.get(row.giver)?.name ?? '',
    grid: row.grid_id,
    grid_name: areas.get(row.grid_id)?.name ?? '',
    target_label: row.target === null ? null : (labels.get(row.target) ?? '（无权查看）'),
    due_at: row.due_at.toISOString(),
    overdue: row.state === 'open' && row.due_at <= now,
    rework_reason: row.rework_reason,
    fields: row.fields as Mine['fields'],
    photos: row.photos,
    position: row.position,
    version: row.version,
  }));
}

/** What is to be done in the actor's grids and for those it stands in for, the most pressing first. */
export async function myPieces(
  runtime: Runtime,
  actor: Actor,
  query: { cursor?: string; limit?: number },
): Promise<Page<Mine>> {
  const areas = await areaTree(runtime);
  const limit = query.limit ?? 50;
  const open = openFor('duty_piece', actor, areas, { permission: WORK, cursor: query.cursor, limit });
  const { rows } = await sql<Row>`
    select ${WHOLE} from (${open}) k
    join duty_piece p on p.id = k.id join duty d on d.id = p.duty_id order by p.due_at, p.id`.execute(
    runtime.db,
  );
  const page = toPage(rows, limit, ({ due_at, id }) => momentKey(due_at, id));
  return { items: await minesOf(runtime, actor, page.items), next: page.next };
}

/** How pieces stand in 待办 for who has them, by id. */
export async function pieceTodos(
  runtime: Runtime,
  actor: Actor,
  ids: readonly string[],
): Promise<Map<string, TodoWork>> {
  const { rows } = await sql<Row>`
    select ${WHOLE} from duty_piece p join duty d on d.id = p.duty_id where p.id = any (${ids as string[]}::uuid[])`.execute(
    runtime.db,
  );
  const pieces = await minesOf(runtime, actor, rows);
  return new Map(
    pieces.map(({ id, title, grid, ...piece }) => {
      const about = [piece.line_name, piece.unit_name, piece.target_label].filter(Boolean).join(' · ');
      return [id, { id, of: piece.duty, title, about, area: grid }];
    }),
  );
}

function within(query: Static<typeof PieceQuery>, seen: string[] | null, areas: AreaTree) {
  const where: RawBuilder<unknown>[] = [];
  if (seen) where.push(sql`p.grid_id = any (${seen}::uuid[])`);
  if (query.area) where.push(sql`p.grid_id = any (${gridsIn([query.area], areas, true)}::uuid[])`);
  if (query.state === 'done') where.push(sql`p.state = 'done'`);
  if (query.state === 'open') where.push(sql`p.state = 'open' and not p.late`);
  if (query.state === 'late') where.push(sql`p.state = 'open' and p.late`);
  const from = cursorId(query.cursor);
  if (from) where.push(sql`p.id > ${from}::uuid`);
  return where;
}

/** The pieces of a task in the grids that the actor sees, in the order in which they were given. */
export async function piecesOf(
  runtime: Runtime,
  actor: Actor,
  id: string,
  query: Static<typeof PieceQuery>,
): Promise<Page<Static<typeof PieceItem>>> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const duty = await readDuty(runtime.db, id);
  const seen = gridsSeen(duty, mustSee(actor, duty, areas), areas);
  const limit = query.limit ?? 50;
  const where = [sql`p.duty_id = ${id}::uuid`, sql`p.state <> 'cancelled'`, ...within(query, seen, areas)];
  const { rows } = await sql<Piece>`
    select ${PIECE} from duty_piece p where ${sql.join(where, sql` and `)} order by p.id limit ${atMost(limit + 1)}`.execute(
    runtime.db,
  );
  const page = toPage(rows, limit, (row) => row.id);
  const labels = await labelsFor(
    runtime,
    actor,
    page.items.map(({ target }) => ({ target, target_kind: duty.target_kind })),
  );
  const people = page.items.flatMap(({ account_id, done_by }) =>
    [account_id, done_by].filter((x) => x !== null),
  );
  const names = await accountNames(runtime.db, people);
  const items = page.items.map((row) => ({
    id: row.id,
    grid: row.grid_id,
    grid_name: areas.get(row.grid_id)?.name ?? '',
    community: areas.get(areas.get(row.grid_id)?.parentId ?? '')?.name ?? '',
    target_label: row.target === null ? null : (labels.get(row.target) ?? '（无权查看）'),
    holder: names.get(row.done_by ?? row.account_id ?? '') ?? units.get(row.unit_id ?? '')?.name ?? '',
    state: row.state,
    due_at: row.due_at.toISOString(),
    late: row.late,
    reworks: row.reworks,
    done_at: row.done_at?.toISOString() ?? null,
    version: row.version,
  }));
  return { items, next: page.next };
}

interface AnswerRow {
  by: string;
  at: Date;
  sealed: Buffer;
}

/** The rounds of a piece, the newest first; row-level security shows them to the place, to the giver and to who answered. */
async function roundsOf(runtime: Runtime, actor: Actor, id: string) {
  const rows = await run(runtime, actor, async (ctx) => {
    const found = await sql<AnswerRow>`
      select by, at, sealed from duty_answer where piece_id = ${id}::uuid order by id desc`.execute(ctx.db);
    return found.rows;
  });
  const names = await accountNames(
    runtime.db,
    rows.map(({ by }) => by),
  );
  return rows.map(({ by, at, sealed }) => ({
    at: at.toISOString(),
    by: names.get(by) ?? '',
    ...(JSON.parse(runtime.sealer.open(sealed)) as Sealed),
  }));
}

const seesIt = (actor: Actor, duty: Duty, piece: Piece, areas: AreaTree): boolean =>
  piece.done_by === actor.id ||
  worksIt(actor, piece, areas) ||
  (sightOf(actor, duty, areas) ?? []).some((top) => areas.within(piece.grid_id, top));

/** One piece with what was answered, for who works its grid or sees it there; else 404. */
export async function pieceDetail(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof PieceDetail>> {
  const areas = await areaTree(runtime);
  const piece = await readPiece(runtime.db, id);
  const duty = await readDuty(runtime.db, piece.duty_id);
  if (!seesIt(actor, duty, piece, areas)) throw notFound('网格任务');
  const [mine] = await minesOf(runtime, actor, [{ ...duty, ...piece, giver: duty.unit_id }]);
  const files = await listFiles(runtime.db, id);
  return {
    ...mine!,
    state: piece.state,
    late: piece.late,
    manages: managesIt(actor, duty, areas) && duty.state === 'running',
    rounds: await roundsOf(runtime, actor, id),
    files: files.map((file) => ({ id: file.id, ...fileUrls(file.id) })),
  };
}

/** Whether an actor may see the photos of a piece: as the piece itself. */
export async function seesPiece(runtime: Runtime, actor: Actor, id: string): Promise<boolean> {
  const areas = await areaTree(runtime);
  const piece = await readPiece(runtime.db, id);
  return seesIt(actor, await readDuty(runtime.db, piece.duty_id), piece, areas);
}
