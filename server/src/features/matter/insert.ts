import { type RawBuilder, sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import type { Call, CreateInput } from './commands.create.ts';
import { type Matter, nextDue } from './row.ts';

/** Queues the row of a matter as it is after the decisions applied to it so far. */
export function insertMatter(ctx: Context, matter: Matter, call: Call): void {
  ctx.append('matter.insert', { matter, call }, insertMatters);
}

const insertMatters = (rows: readonly { matter: Matter; call: Call }[]): RawBuilder<unknown> => sql`
    insert into matter (id, number, type_code, workflow_code, workflow_version, state, open, level, priority, channel, title, text,
      category_code, condition_code, lng, lat, address, placed_by, area_id, area_1, area_2, area_3, area_4, area_5, area_6,
      boundary_version, anonymous, confidential, answers, caller_id, centre_unit, property_unit, owner_unit, main_unit, memory,
      parent_id, created_by, client_id, version, event_hash, cover_file, created_at, updated_at, due_at)
    values ${sql.join(rows.map(({ matter, call }) => valuesOf(matter, call)))}`;

function valuesOf(matter: Matter, { input, located }: Call): RawBuilder<unknown> {
  const [a1, a2 = null, a3 = null, a4 = null, a5 = null, a6 = null] = matter.areas;
  return sql`
    (${matter.id}::uuid, ${matter.number}, ${matter.type_code}, ${matter.workflow_code}, ${matter.workflow_version}::int,
      ${matter.state}, ${matter.open}::boolean, ${matter.level}, ${matter.priority}, ${matter.channel}, ${matter.title}, ${input.text.trim()},
      ${matter.category_code}, ${matter.condition_code}, ${matter.lng}::float8, ${matter.lat}::float8,
      ${matter.address}, ${located.placedBy}, ${matter.area_id}::uuid, ${a1}::uuid, ${a2}::uuid, ${a3}::uuid, ${a4}::uuid,
      ${a5}::uuid, ${a6}::uuid, ${located.boundaryVersion}::int, ${matter.anonymous}::boolean, ${matter.confidential}::boolean,
      ${JSON.stringify(matter.answers)}::jsonb, ${matter.caller_id}::uuid, ${matter.centre_unit}::uuid, ${matter.property_unit}::uuid,
      ${matter.owner_unit}::uuid, ${matter.main_unit}::uuid, ${JSON.stringify(matter.memory)}::jsonb, ${matter.parent_id}::uuid, ${matter.created_by}::uuid,
      ${input.client_id}::uuid, ${matter.version}::int, ${matter.event_hash}::bytea, ${matter.cover_file}::uuid, ${matter.created_at}::timestamptz,
      ${matter.updated_at}::timestamptz, ${nextDue(matter.clocks)}::timestamptz)`;
}

interface SealedContact {
  matter: string;
  caller: string | null;
  name: Buffer | null;
  phone: Buffer | null;
  found: Buffer | null;
}

/**
 * Keeps who called, sealed. Whoever reports anonymously leaves nothing here. A resident is found by the account's own number,
 * which was proved; another number given to be called at opens nothing and lists nothing, for it may be anybody's.
 */
export function insertContact(ctx: Context, matter: Matter, contact: CreateInput['contact']): void {
  const { sealer } = ctx.runtime;
  const [name, phone] = [contact?.name?.trim(), contact?.phone?.replaceAll('-', '')];
  if (matter.anonymous || (!name && !phone && !matter.caller_id)) return;
  const sealed: SealedContact = {
    matter: matter.id,
    caller: matter.caller_id,
    name: name ? sealer.seal(name) : null,
    phone: phone ? sealer.seal(phone) : null,
    found: phone && matter.caller_id === null ? sealer.fingerprint(phone) : null,
  };
  ctx.append('matter_contact.insert', sealed, insertContacts);
}

const insertContacts = (rows: readonly SealedContact[]): RawBuilder<unknown> => sql`
    insert into matter_contact (matter_id, caller_id, name_sealed, phone_sealed, phone_index)
    values ${sql.join(
      rows.map(
        ({ matter, caller, name, phone, found }) =>
          sql`(${matter}::uuid, ${caller}::uuid, ${name}::bytea, ${phone}::bytea, ${found}::bytea)`,
      ),
    )}`;
