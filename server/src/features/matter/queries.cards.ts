import { sql } from 'kysely';
import type { Static } from 'typebox';
import { type Actor, SYSTEM } from '../../platform/access.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { accountNames, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { unitRef } from './item.ts';
import { leftAt, untilLeft } from './policy.left.ts';
import { findMatter } from './row.ts';
import { CARD_NAMES } from './rules.cards.ts';
import type { CardItem } from './schema.cards.ts';

interface Row {
  id: string;
  level: 'notice' | 'yellow' | 'red';
  state: 'open' | 'replied' | 'climbed' | 'ended';
  unit_id: string;
  reason: string;
  given_by: string;
  given_at: Date;
  due_at: Date | null;
  reply: string | null;
  replied_by: string | null;
  replied_at: Date | null;
}

const STATES = {
  open: '待回复',
  replied: '已回复',
  climbed: '逾期未回复，已升级',
  ended: '事项已办结，不再回复',
};

/** The cards (督办单) that a matter was given, the newest first; an open one is due when its clock is, and not while that stands still. */
export async function cardsOf(
  runtime: Runtime,
  actor: Actor,
  id: string,
): Promise<Static<typeof CardItem>[]> {
  const [areas, units] = await Promise.all([areaTree(runtime), unitRegistry(runtime)]);
  return run(runtime, actor, async (ctx) => {
    const matter = await findMatter(ctx.db, actor, areas, id);
    const { rows } = await sql<Row>`
      select c.id, c.level, c.state, c.unit_id, c.reason, c.given_by, c.given_at,
        case when c.state = 'open' then t.due_at else c.due_at end as due_at, c.reply, c.replied_by, c.replied_at
      from matter_card c join task t on t.id = c.task_id
      where c.matter_id = ${id}::uuid order by c.given_at desc, c.id desc`.execute(ctx.db);
    const seen = untilLeft(rows, leftAt(actor, matter, areas), ({ given_at }) => given_at);
    const people = seen.flatMap(({ given_by, replied_by }) => [given_by, replied_by ?? []].flat());
    const names = await accountNames(ctx.db, [...new Set(people)]);
    const nameOf = (account: string) => (account === SYSTEM.id ? '系统' : (names.get(account) ?? ''));
    return seen.map((row) => ({
      id: row.id,
      level: row.level,
      level_name: CARD_NAMES[row.level],
      state: row.state,
      state_name: STATES[row.state],
      unit: unitRef(units, row.unit_id)!,
      reason: row.reason,
      given_by: nameOf(row.given_by),
      given_at: row.given_at.toISOString(),
      due_at: row.due_at?.toISOString() ?? null,
      late: row.state === 'open' && row.due_at !== null && row.due_at <= ctx.now,
      reply: row.reply,
      replied_by: row.replied_by && nameOf(row.replied_by),
      replied_at: row.replied_at?.toISOString() ?? null,
    }));
  });
}
