import { type Selectable, sql } from 'kysely';
import type { Database } from '../../platform/database/tables.ts';
import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { type AreaTree, areaTree } from '../area/index.ts';
import { judgeReading } from './alerts.ts';
import { type Category, categoryOf, type Reading } from './rules.ts';

type Entry = Selectable<Database['audit_entry']> & { category: Category; areas: string[] };

const dataOf = ({ data }: EventRow): Record<string, unknown> =>
  data !== null && typeof data === 'object' && !Array.isArray(data) ? data : {};

/** Every area that an event names, and all above it. */
function areasOf(event: EventRow, tree: AreaTree): string[] {
  const { area, area_id } = dataOf(event);
  const named = [...event.scopes, area, area_id].flatMap((id) =>
    typeof id === 'string' ? (tree.get(id) ?? []) : [],
  );
  return [...new Set(named.flatMap((node) => [...node.path, node.id]))];
}

/** Which of these accounts are residents': their own coming and going is no business of an auditor. */
async function residentsAmong({ db }: Context, ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select id from account where id = any (${ids}::uuid[]) and kind = 'resident'`.execute(db);
  return new Set(rows.map((row) => row.id));
}

/** The areas that readers belong to by a role for an area. Whoever has none (a department) is nowhere outside. */
async function homesOf({ db }: Context, actors: string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ account: string; area: string }>`
    select l.account_id as account, coalesce(l.area_id, u.area_id) as area from account_relation l
    join account_role r on r.code = l.role_code left join account_unit u on u.id = l.unit_id
    where l.account_id = any (${actors}::uuid[]) and l.ended_at is null and r.scope = 'area'`.execute(db);
  const homes = Map.groupBy(rows, (row) => row.account);
  return new Map([...homes].map(([account, list]) => [account, list.map(({ area }) => area)]));
}

async function entriesOf(ctx: Context, events: EventRow[]): Promise<Entry[]> {
  const tree = await areaTree(ctx.runtime);
  const residents = await residentsAmong(
    ctx,
    events.map(({ subject }) => subject),
  );
  const homes = await homesOf(
    ctx,
    events.map(({ actor }) => actor),
  );
  return events.flatMap((event) => {
    if (event.subject_kind === 'account' && residents.has(event.subject)) return [];
    const areas = areasOf(event, tree);
    const { person } = dataOf(event);
    const own = homes.get(event.actor) ?? [];
    const category = categoryOf(event.kind)!;
    return {
      seq: event.seq,
      at: event.at,
      category,
      kind: event.kind,
      actor: event.actor,
      subject_kind: typeof person === 'string' ? 'person' : event.subject_kind,
      subject: typeof person === 'string' ? person : event.subject,
      outside:
        category === 'look' &&
        areas.length > 0 &&
        own.length > 0 &&
        !own.some((area) => areas.includes(area)),
      areas,
    };
  });
}

function write(ctx: Context, entries: Entry[]): Promise<void> {
  ctx.write(sql`
    insert into audit_entry (seq, at, category, kind, actor, subject_kind, subject, outside)
    select seq, at, category, kind, actor, subject_kind, subject, outside from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
      as e (seq bigint, at timestamptz, category text, kind text, actor uuid, subject_kind text, subject uuid, outside boolean)
    on conflict do nothing`);
  const places = entries.flatMap(({ seq, at, areas }) => areas.map((area_id) => ({ area_id, at, seq })));
  ctx.write(sql`
    insert into audit_area (area_id, at, seq)
    select area_id, at, seq from jsonb_to_recordset(${JSON.stringify(places)}::jsonb) as e (area_id uuid, at timestamptz, seq bigint)
    on conflict do nothing`);
  return ctx.flush();
}

const isReading = (entry: Entry): entry is Entry & Reading =>
  entry.category === 'look' || entry.category === 'export';

/** Keeps what an auditor reads, and judges what was read. */
export const auditFollower: Subscriber = {
  name: 'audit.entries',
  wants: (kind) => categoryOf(kind) !== null,
  async handle(ctx, events) {
    const entries = await entriesOf(ctx, events);
    if (entries.length === 0) return;
    await write(ctx, entries);
    for (const [actor, list] of Map.groupBy(entries.filter(isReading), (entry) => entry.actor))
      await judgeReading(ctx, actor, list);
  },
};
