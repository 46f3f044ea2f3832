import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { badField } from '../../platform/errors.ts';
import { isUuid } from '../../platform/ids.ts';
import { atMost, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { taskKinds, workflowAt } from '../workflow/index.ts';
import { holdersOf } from './policy.ts';
import type { TaskCounts, TodoItem } from './schema.ts';

export interface TodoFilters {
  kind?: string;
  cursor?: string;
  limit?: number;
}

type Todo = Static<typeof TodoItem>;

interface Row {
  id: string;
  kind: string;
  role: string | null;
  state: string;
  unit_id: string | null;
  note: string | null;
  due_at: Date | null;
  created_at: Date;
  matter_id: string;
  number: string;
  title: string;
  type_code: string;
  type_name: string;
  workflow_code: string;
  workflow_version: number;
  matter_state: string;
  priority: string;
  card: string | null;
  area_id: string;
  address: string;
  cover_file: string | null;
}

export const kindName = (kind: string): string => taskKinds[kind as keyof typeof taskKinds] ?? kind;

/** Where a page ended: when its last task is due (`-` = without a limit), and that task. */
interface Place {
  due: string;
  id: string;
}

/** A moment as pages give it out; other texts that are a date to JavaScript are none to the database. */
const isMoment = (text: string): boolean =>
  /^[1-9]\d{3}-.{18}Z$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString() === text;

function placeOf(cursor: string | undefined): Place | null {
  if (!cursor) return null;
  const [due = '', id = ''] = cursor.split('_');
  const moment = due === '-' ? 'infinity' : due;
  if (!isUuid(id) || (moment !== 'infinity' && !isMoment(moment)))
    throw badField('cursor', 'bad_cursor', '翻页标记无效，请从第一页重新打开。');
  return { due: moment, id };
}

/** What one holder has to do, from one index in its own order, cut at the page. */
function keyset(
  column: 'unit_id' | 'account_id',
  holder: string,
  filters: TodoFilters,
  after: Place | null,
  limit: number,
): RawBuilder<unknown> {
  // Work on a matter, by its flow or beside it. What is due of another subject (a patrol's visit) is listed by who owns that.
  const where = [
    sql`t.closed_at is null`,
    sql`t.subject_kind in ('matter', 'matter.aside')`,
    sql`${sql.ref(`t.${column}`)} = ${holder}::uuid`,
  ];
  // A unit's task for one of its people waits for that person, and is counted there.
  if (column === 'unit_id') where.push(sql`t.account_id is null`);
  if (filters.kind) where.push(sql`t.kind = ${filters.kind}`);
  if (after)
    where.push(sql`(coalesce(t.due_at, 'infinity'), t.id) > (${after.due}::timestamptz, ${after.id}::uuid)`);
  return sql`(select t.id, t.due_at from task t where ${sql.join(where, sql` and `)}
    order by coalesce(t.due_at, 'infinity'), t.id limit ${atMost(limit)})`;
}

async function toTodos(runtime: Runtime, rows: Row[], staff: boolean): Promise<Todo[]> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const now = runtime.clock.now();
  return Promise.all(
    rows.map(async (row) => {
      const workflow = await workflowAt(runtime, row.workflow_code, row.workflow_version);
      return {
        id: row.id,
        kind: row.kind,
        kind_name: kindName(row.kind),
        role: row.role,
        state: row.state,
        unit: row.unit_id ? { id: row.unit_id, name: units.get(row.unit_id)?.name ?? '' } : null,
        note: row.note,
        due_at: row.due_at?.toISOString() ?? null,
        overdue: row.due_at !== null && row.due_at < now,
        created_at: row.created_at.toISOString(),
        matter: {
          id: row.matter_id,
          number: row.number,
          title: row.title,
          type: row.type_code,
          type_name: row.type_name,
          state: row.matter_state,
          state_name: workflow.states.get(row.matter_state)?.name ?? row.matter_state,
          priority: row.priority,
          card: staff ? row.card : null,
          area: {
            id: row.area_id,
            name: areas.get(row.area_id)?.name ?? '',
            full_name: areas.fullName(row.area_id),
          },
          address: row.address,
          cover: row.cover_file === null ? null : `/api/files/${row.cover_file}?size=thumb`,
        },
      };
    }),
  );
}

/**
 * What the actor and its units have to do, the most pressing first, what has no limit last. A union of keysets, one per
 * holder: the cost is that of a few pages, however much has been done before.
 */
export async function listTodo(runtime: Runtime, actor: Actor, filters: TodoFilters): Promise<Page<Todo>> {
  const limit = filters.limit ?? 50;
  const after = placeOf(filters.cursor);
  const parts = holdersOf(actor).map((holder) =>
    keyset(holder === actor.id ? 'account_id' : 'unit_id', holder, filters, after, limit + 1),
  );
  const { rows } = await sql<Row>`
    select t.id, t.kind, t.role, t.state, t.unit_id, t.result ->> 'note' as note, t.due_at, t.created_at, m.id as matter_id, m.number, m.title,
      m.type_code, y.name as type_name, m.workflow_code, m.workflow_version, m.state as matter_state, m.priority, m.card, m.area_id, m.address, m.cover_file
    from (select id from (${sql.join(parts, sql` union all `)}) each
      order by coalesce(due_at, 'infinity'), id limit ${atMost(limit + 1)}) k
    join task t on t.id = k.id join matter m on m.id = t.subject join matter_type y on y.code = m.type_code
    order by coalesce(t.due_at, 'infinity'), t.id`.execute(runtime.db);
  const page = toPage(rows, limit, (row) => `${row.due_at?.toISOString() ?? '-'}_${row.id}`);
  return { items: await toTodos(runtime, page.items, actor.kind !== 'resident'), next: page.next };
}

/** How much the actor and its units have to do, by kind: kept numbers, one row each. */
export async function taskCounts(runtime: Runtime, actor: Actor): Promise<Static<typeof TaskCounts>> {
  const { rows } = await sql<{ kind: string; open: number }>`
    select kind, sum(open)::int as open from task_count where ref = any (${holdersOf(actor)}::uuid[])
    group by kind having sum(open) > 0`.execute(runtime.db);
  const order = Object.keys(taskKinds);
  const items = rows
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map(({ kind, open }) => ({ kind, kind_name: kindName(kind), open }));
  return { total: items.reduce((sum, item) => sum + item.open, 0), items };
}
