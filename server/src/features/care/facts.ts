import { sql } from 'kysely';
import type { FactGroup } from '../ledger/index.ts';

/** What rules about people may ask of visits. */
export const visitFacts: FactGroup = {
  joins: {
    care: sql`left join care_person care on care.person_id = p.id and care.ended_on is null`,
  },
  facts: {
    level: {
      type: 'string',
      sql: sql`coalesce(care.level, '')`,
      join: 'care',
      name: '关爱级别（空为不是关爱对象）',
    },
    count: { type: 'double', sql: sql`care.visits::float8`, join: 'care', name: '走访次数' },
    days: {
      type: 'double',
      sql: sql`(d.today - (care.last_visit_at at time zone 'Asia/Shanghai')::date)::float8`,
      join: 'care',
      name: '距上次走访的天数',
    },
    overdue: {
      type: 'bool',
      sql: sql`coalesce(care.next_due < d.today, false)`,
      join: 'care',
      name: '走访已逾期',
    },
  },
  follows: {
    wants: (kind) => kind.startsWith('care.'),
    people: async (_, events) => events.map(({ subject }) => subject),
  },
};
