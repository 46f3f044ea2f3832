import { type RawBuilder, sql } from 'kysely';
import type { Context } from '../../platform/runtime.ts';
import { standing } from '../task/index.ts';
import { hasLeft, type Matter } from './row.ts';

interface Party {
  ref: string;
  matter: string;
  kind: string;
  open: boolean;
}

/** Queues parties of a matter; who is one already stays what they were. */
export function addParties(ctx: Context, matter: Matter, parties: readonly [string, string][]): void {
  for (const [ref, kind] of parties)
    ctx.append('matter_party.insert', { ref, matter: matter.id, kind, open: matter.open }, insertParties);
}

/** Queues that a person is a party for a reason that the matter itself does not tell, whatever else they are. */
export function nameParty(ctx: Context, { id, open }: Matter, account: string, kind: string): void {
  ctx.write(sql`
    insert into matter_party (ref, matter_id, kind, open) values (${account}::uuid, ${id}::uuid, ${kind}, ${open})
    on conflict (ref, matter_id) do update set kind = excluded.kind where matter_party.kind <> 'caller'`);
}

/** Queues that this is no reason any more: without another the person sees the matter no more. What they did stays on record. */
export function dropParty(ctx: Context, matter: Matter, account: string, kind: string): void {
  const other = partiesOf(matter).find(([ref]) => ref === account);
  const theirs = sql`ref = ${account}::uuid and matter_id = ${matter.id}::uuid and kind = ${kind}`;
  ctx.write(
    other
      ? sql`update matter_party set kind = ${other[1]} where ${theirs}`
      : sql`delete from matter_party where ${theirs}`,
  );
}

const insertParties = (rows: readonly Party[]): RawBuilder<unknown> => sql`
  insert into matter_party (ref, matter_id, kind, open)
  select ref, matter, kind, open from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as p(ref uuid, matter uuid, kind text, open boolean)
  on conflict do nothing`;

/** Queues the parties that are new: whoever holds or held a part of a matter may see it from then on. */
export function writeParties(ctx: Context, before: Matter, after: Matter): void {
  const known = new Set(before.version === 0 ? [] : partiesOf(before).map(([ref]) => ref));
  addParties(
    ctx,
    after,
    partiesOf(after).filter(([ref]) => !known.has(ref)),
  );
  if (before.open !== after.open)
    ctx.write(
      sql`update matter_party set open = ${after.open} where matter_id = ${after.id}::uuid and open <> ${after.open}`,
    );
}

/** Of a confidential matter, who stood in for somebody and does so no more keeps no sight. */
const stoodIn = ({ confidential }: Matter, task: Matter['tasks'][number]): boolean =>
  confidential && hasLeft(task) && standing(task) !== undefined;

function partiesOf(matter: Matter): [string, string][] {
  const all: [string | null, string][] = [
    [matter.caller_id, 'caller'],
    [matter.created_by, 'creator'],
    [matter.centre_unit, 'centre'],
    [matter.property_unit, 'property'],
    [matter.owner_unit, 'owner'],
    ...matter.tasks.flatMap((task): [string | null, string][] => [
      [task.unit, task.role ?? 'task'],
      [stoodIn(matter, task) ? null : task.account, task.role ?? 'task'],
    ]),
  ];
  const parties = new Map<string, [string, string]>();
  for (const [ref, kind] of all) if (ref !== null && !parties.has(ref)) parties.set(ref, [ref, kind]);
  return [...parties.values()];
}
