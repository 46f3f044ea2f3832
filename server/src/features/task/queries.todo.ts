import { type RawBuilder, sql } from 'kysely';
import type { Static } from 'typebox';
import type { Actor } from '../../platform/access.ts';
import { atMost, cursorMoment, momentKey, type Page, toPage } from '../../platform/page.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { taskKinds, workflowAt } from '../workflow/index.ts';
import { holdersOf } from './policy.ts';
import type { TaskCounts, TodoItem } from './schema.ts';
import { todoReaders } from './todo.subjects.ts';

export interface TodoFilters {
  kind?: string;
  cursor?: string;
  limit?: number;
}

type Todo = Static<typeof TodoItem>;

/** What a task about a matter shows of it. */
interface MatterRow {
  id: string;
  number: string;
  title: string;
  type: string;
  type_name: string;
  workflow_code: string;
  workflow_version: number;
  state: string;
  priority: string;
  card: string | null;
  area_id: string;
  address: string;
  cover_file: string | null;
}

interface Row {
  id: string;
  subject_kind: string;
  subject: string;
  kind: string;
  role: string | null;
  state: string;
  unit_id: string | null;
  note: string | null;
  stands_in: string | null;
  due_at: Date | null;
  created_at: Date;
  matter: MatterRow | null;
}

export const kindName = (kind: string): string => taskKinds[kind as keyof typeof taskKinds] ?? kind;

/** What one holder has to do, from one index in its own order, cut at the page. */
function keyset(
  column: 'unit_id' | 'account_id',
  holder: string,
  filters: TodoFilters,
  { after, kinds, limit }: { after: ReturnType<typeof cursorMoment>; kinds: string[]; limit: number },
): RawBuilder<unknown> {
  const where = [
    sql`t.closed_at is null`,
    sql`t.subject_kind = any (${kinds}::text[])`,
    sql`${sql.ref(`t.${column}`)} = ${holder}::uuid`,
  ];
  // A unit's task for one of its people waits for that person, and is counted there.
  if (column === 'unit_id') where.push(sql`t.account_id is null`);
  if (filters.kind) where.push(sql`t.kind = ${filters.kind}`);
  if (after)
    where.push(sql`(coalesce(t.due_at, 'infinity'), t.id) > (${after.at}::timestamptz, ${after.id}::uuid)`);
  return sql`(select t.id, t.due_at from task t where ${sql.join(where, sql` and `)}
    order by coalesce(t.due_at, 'infinity'), t.id limit ${atMost(limit)})`;
}

const areaOf = (id: string, areas: AreaTree) => ({
  ...{ id, name: areas.get(id)?.name ?? '', full_name: areas.fullName(id) },
});

async function matterOf(runtime: Runtime, row: MatterRow, areas: AreaTree, staff: boolean) {
  const { workflow_code, workflow_version, area_id, cover_file, ...matter } = row;
  const workflow = await workflowAt(runtime, workflow_code, workflow_version);
  return {
    ...matter,
    state_name: workflow.states.get(row.state)?.name ?? row.state,
    card: staff ? row.card : null,
    area: areaOf(area_id, areas),
    cover: cover_file === null ? null : `/api/files/${cover_file}?size=thumb`,
  };
}

/** What the tasks about no matter are about, by the task: each kind asked once of the feature that owns it. */
async function worksOf(runtime: Runtime, actor: Actor, rows: readonly Row[], areas: AreaTree) {
  const works = new Map<string, Todo['work']>();
  for (const [kind, read] of todoReaders(runtime)) {
    const own = rows.filter(({ subject_kind }) => subject_kind === kind);
    if (own.length === 0) continue;
    const found = await read(runtime, actor, [...new Set(own.map(({ subject }) => subject))]);
    for (const { id, subject } of own) {
      const work = found.get(subject);
      if (work) works.set(id, { ...work, kind, area: areaOf(work.area, areas) });
    }
  }
  return works;
}

async function toTodos(runtime: Runtime, actor: Actor, rows: readonly Row[]): Promise<Todo[]> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  const now = runtime.clock.now();
  const away = await accountNames(
    runtime.db,
    rows.flatMap(({ stands_in }) => stands_in ?? []),
  );
  const works = await worksOf(runtime, actor, rows, areas);
  const staff = actor.kind !== 'resident';
  return Promise.all(
    rows.map(
      async ({ subject_kind: _, subject: _s, unit_id, stands_in, due_at, created_at, matter, ...row }) => ({
        ...row,
        kind_name: kindName(row.kind),
        stands_in: stands_in && (away.get(stands_in) ?? null),
        unit: unit_id ? { id: unit_id, name: units.get(unit_id)?.name ?? '' } : null,
        due_at: due_at?.toISOString() ?? null,
        overdue: due_at !== null && due_at < now,
        created_at: created_at.toISOString(),
        matter: matter && (await matterOf(runtime, matter, areas, staff)),
        work: works.get(row.id) ?? null,
      }),
    ),
  );
}

/** Work on a matter, by its flow or beside it. */
const OF_MATTERS = ['matter', 'matter.aside'];

/**
 * What the actor and its units have to do, the most pressing first, what has no limit last. A union of keysets, one per
 * holder: the cost is that of a few pages, however much has been done before.
 */
export async function listTodo(runtime: Runtime, actor: Actor, filters: TodoFilters): Promise<Page<Todo>> {
  const limit = filters.limit ?? 50;
  const asked = {
    after: cursorMoment(filters.cursor),
    kinds: [...OF_MATTERS, ...todoReaders(runtime).keys()],
    limit: limit + 1,
  };
  const parts = holdersOf(actor).map((holder) =>
    keyset(holder === actor.id ? 'account_id' : 'unit_id', holder, filters, asked),
  );
  const { rows } = await sql<Row>`
    select t.id, t.subject_kind, t.subject, t.kind, t.role, t.state, t.unit_id, t.result ->> 'note' as note, t.result #>> '{stands_in,for}' as stands_in, t.due_at, t.created_at,
      case when m.id is not null then jsonb_build_object('id', m.id, 'number', m.number, 'title', m.title, 'type', m.type_code,
        'type_name', y.name, 'workflow_code', m.workflow_code, 'workflow_version', m.workflow_version, 'state', m.state,
        'priority', m.priority, 'card', m.card, 'area_id', m.area_id, 'address', m.address, 'cover_file', m.cover_file) end as matter
    from (select id from (${sql.join(parts, sql` union all `)}) each
      order by coalesce(due_at, 'infinity'), id limit ${atMost(limit + 1)}) k
    join task t on t.id = k.id left join matter m on m.id = t.subject and t.subject_kind = any (${OF_MATTERS}::text[])
    left join matter_type y on y.code = m.type_code
    order by coalesce(t.due_at, 'infinity'), t.id`.execute(runtime.db);
  const page = toPage(rows, limit, ({ due_at, id }) => momentKey(due_at, id));
  return { items: await toTodos(runtime, actor, page.items), next: page.next };
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
