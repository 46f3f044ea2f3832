import { sql } from 'kysely';
import type { Static } from 'typebox';
import { maskName, maskPhone } from '../../platform/crypto.ts';
import type { Db } from '../../platform/database/open.ts';
import type { Context } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { MEMBER_KINDS, type MemberKind } from './rules.ts';
import type { WhistleMember } from './schema.ts';

interface Row {
  id: string;
  kind: MemberKind;
  unit_id: string | null;
  name_sealed: Buffer | null;
  phone_sealed: Buffer | null;
  people: number;
  arrived_at: Date | null;
}

/** Whether people were called beside the departments. */
export async function hasMembers(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`select from whistle_member where matter_id = ${id}::uuid limit 1`.execute(db);
  return rows.length > 0;
}

/** The response team of a whistle that the reader was let to; names and phones whole for who calls it together, else masked. */
export async function membersOf(
  ctx: Context,
  id: string,
  whole: boolean,
): Promise<Static<typeof WhistleMember>[]> {
  const units = await unitRegistry(ctx.runtime);
  const { sealer } = ctx.runtime;
  const { rows } = await sql<Row>`
    select id, kind, unit_id, name_sealed, phone_sealed, people, arrived_at from whistle_member
    where matter_id = ${id}::uuid order by id`.execute(ctx.db);
  return rows.map(({ id: member, kind, unit_id, name_sealed, phone_sealed, people, arrived_at }) => {
    const name = name_sealed && sealer.open(name_sealed);
    const phone = phone_sealed && sealer.open(phone_sealed);
    return {
      id: member,
      kind,
      kind_name: MEMBER_KINDS[kind],
      unit: unit_id ? { id: unit_id, name: units.get(unit_id)?.name ?? '' } : null,
      name: name && (whole ? name : maskName(name)),
      phone: phone && (whole ? phone : maskPhone(phone)),
      people,
      arrived_at: arrived_at?.toISOString() ?? null,
    };
  });
}
