import { sql } from 'kysely';
import type { Static } from 'typebox';
import { SYSTEM } from '../../platform/access.ts';
import { Refusal } from '../../platform/errors.ts';
import { printIs } from '../../platform/keys/printed.ts';
import { type Context, type Runtime, run } from '../../platform/runtime.ts';
import { limiterOf, normalPhone, residentByPhone } from '../account/index.ts';
import { type ActionOffer, workflowAt } from '../workflow/index.ts';
import { abilitiesOf, surroundings } from './abilities.ts';
import { LOOKUP_ACTIONS, LOOKUP_CALLER } from './caller.ts';
import { areaRef } from './item.ts';
import { storyOf } from './queries.events.ts';
import { following, offersKept } from './queries.follow.ts';
import { findMatter, type Matter } from './row.ts';
import type { LookupAnswer } from './schema.desk.ts';

/** What a caller says to prove to be one. */
export interface Proof {
  number: string;
  phone: string;
}

const QUARTER = 900_000;
const HOUR = 3_600_000;
const DETAIL = '查询失败的次数太多，请稍后再试，或拨打 12345 查询。';
// Wrong pairs are counted by all three sides, whether or not the number or the phone exists: neither can be found out by trying.
const perAddress = limiterOf(10, QUARTER, DETAIL);
const perNumber = limiterOf(20, HOUR, DETAIL);
const perPhone = limiterOf(20, HOUR, DETAIL);

/** The same words for every wrong pair. */
const wrongPair = () =>
  new Refusal(404, 'not_found', '没有找到相符的事项。请核对编号，以及上报时所留的电话；匿名事项不能查询。');

async function matching(ctx: Context, number: string, phone: string): Promise<string | null> {
  const resident = await residentByPhone(ctx, phone);
  const { rows } = await sql<{ id: string }>`
    select m.id from matter m left join matter_contact c on c.matter_id = m.id
    where m.number = ${number} and not m.anonymous
      and (${printIs(ctx.runtime.sealer, sql.ref('c.phone_index'), phone)} or m.caller_id = ${resident}::uuid)`.execute(
    ctx.db,
  );
  return rows[0]?.id ?? null;
}

/** The matter of a right pair of number and phone; every wrong one is refused in the same words and counted. */
export async function proveCaller(runtime: Runtime, proof: Proof, address: string): Promise<string> {
  const number = proof.number.trim().toUpperCase();
  const phone = normalPhone(proof.phone) ?? proof.phone.replaceAll(/[\s-]/g, '');
  const counters = [
    [perAddress, address],
    [perNumber, number],
    [perPhone, runtime.sealer.fingerprint(phone).toString('base64')],
  ] as const;
  for (const [limiter, key] of counters) limiter.check(runtime, key);
  const id = await run(runtime, SYSTEM, (ctx) => matching(ctx, number, phone));
  if (id) return id;
  for (const [limiter, key] of counters) limiter.count(runtime, key);
  throw wrongPair();
}

async function offersOf(
  runtime: Runtime,
  matter: Matter,
  more: ActionOffer[],
): Promise<Static<typeof LookupAnswer>['abilities']> {
  const around = await surroundings(runtime);
  const workflow = await workflowAt(runtime, matter.workflow_code, matter.workflow_version);
  const all = abilitiesOf(matter, workflow, LOOKUP_CALLER, around, runtime.clock.now());
  const offers = await offersKept(runtime.db, matter.id, all);
  return [...offers, ...more]
    .filter((offer) => (LOOKUP_ACTIONS as readonly string[]).includes(offer.action))
    .map((offer) => ({ ...offer, form: offer.form.filter((field) => field.kind !== 'files') }));
}

/** A matter as its caller sees it without an account: how it stands, the answer, the story meant for callers. No place, no contact. */
export async function lookedUp(runtime: Runtime, id: string): Promise<Static<typeof LookupAnswer>> {
  const { types, areas } = await surroundings(runtime);
  return run(runtime, SYSTEM, async (ctx) => {
    const matter = await findMatter(ctx.db, SYSTEM, areas, id);
    const workflow = await workflowAt(runtime, matter.workflow_code, matter.workflow_version);
    const state = workflow.states.get(matter.state);
    const { number, version, title, open, public_reply, created_at, closed_at } = matter;
    const judged = { ...matter, caller_id: LOOKUP_CALLER.id };
    const { follows, offers } = await following(ctx, judged, LOOKUP_CALLER);
    return {
      number,
      version,
      title,
      open,
      public_reply,
      type_name: types.types.get(matter.type_code)?.name ?? matter.type_code,
      state: matter.state,
      state_name: state?.name ?? matter.state,
      phase: state?.phase ?? 'ended',
      area: areaRef(areas, matter.area_id),
      created_at: created_at.toISOString(),
      closed_at: closed_at?.toISOString() ?? null,
      events: await storyOf(ctx, matter, LOOKUP_CALLER, ['public', 'caller']),
      follows,
      abilities: await offersOf(runtime, judged, offers),
    };
  });
}
