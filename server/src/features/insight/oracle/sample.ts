import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { SYSTEM } from '../../../platform/access.ts';
import { type Runtime, run } from '../../../platform/runtime.ts';
import { loadActor } from '../../account/index.ts';
import { areaTree } from '../../area/index.ts';
import { act, createMatter, lockMatter, tell } from '../../matter/index.ts';

type Form = Record<string, unknown>;
type Pick = <T>(from: readonly T[]) => T;

/** The steps that random histories are made of; the program refuses those that do not fit, which is part of it. */
const STEPS: readonly [action: string, form: (pick: Pick, units: string[], day: string) => Form][] = [
  ['accept', () => ({})],
  ['register', () => ({})],
  ['dispatch', (pick, units) => ({ units: [{ unit: pick(units), role: 'main' }] })],
  [
    'dispatch',
    (pick, units) => ({
      units: [
        { unit: units[0], role: 'main' },
        { unit: pick(units.slice(1)), role: 'co' },
      ],
    }),
  ],
  ['sign', () => ({})],
  ['feedback', () => ({ reply: '已经处理好了' })],
  ['feedback', () => ({ reply: '已经处理好了' })],
  ['return', () => ({ reason: '不归本单位管' })],
  ['transfer', (pick, units) => ({ unit: pick(units), reason: '应由该单位办理' })],
  ['verify', () => ({})],
  ['rework', () => ({ reason: '没有处理干净' })],
  ['close', () => ({ met: true })],
  ['close', () => ({ met: true })],
  [
    'rate',
    (pick) => ({
      contacted: pick([true, false]),
      solved: pick([true, false]),
      satisfied: pick([true, false]),
    }),
  ],
  [
    'rate',
    (pick) => ({
      contacted: true,
      solved: pick([true, false]),
      satisfied: pick(['satisfied', 'basically', 'dissatisfied']),
    }),
  ],
  ['reopen', () => ({ reason: '又坏了，请再来看' })],
  ['escalate', () => ({ reason: '社区解决不了' })],
  ['suspend', (_, __, day) => ({ reason: '等待材料到货', until: day })],
  ['resume', () => ({})],
  ['extend', (_, __, day) => ({ until: day, reason: '雨天不能施工' })],
];

/** Without these most matters would end before much could happen. */
const ENDS: typeof STEPS = [
  ['reject', () => ({ reason: '不属于受理范围' })],
  ['void', () => ({ reason: '登记有误作废' })],
  ['withdraw', () => ({ reason: '已经没事了' })],
];

interface History {
  runtime: Runtime;
  clock: { advance(ms: number): void };
  people: Record<string, string>;
  random: () => number;
  matters: number;
  steps: number;
}

const HOUR = 3_600_000;

/** An approved exclusion, or its revocation, as the feature of judgements tells it. */
async function exclude(runtime: Runtime, id: string, kind: string, data: Form): Promise<void> {
  const areas = await areaTree(runtime);
  await run(runtime, SYSTEM, async (ctx) => {
    const matter = await lockMatter(ctx.db, SYSTEM, areas, id);
    tell(ctx, matter, [{ kind, audience: 'staff', data }]);
  });
}

/** Random matters on random ways, by the real commands at moving moments; returns how many steps were taken. */
export async function randomHistories({
  runtime,
  clock,
  people,
  random,
  matters,
  steps,
}: History): Promise<number> {
  const pick: Pick = (from) => from[Math.floor(random() * from.length)]!;
  const actor = async (name: string) => (await loadActor(runtime.db, people[name]!))!;
  const { rows: units } = await sql<{ id: string }>`
    select id from account_unit where kind = 'department' order by code`.execute(runtime.db);
  const ids: string[] = [];
  for (let i = 0; i < matters; i++) {
    clock.advance(random() * 5 * HOUR);
    const { id } = await createMatter(runtime, await actor(pick(['caller', 'neighbour', 'west', 'grid'])), {
      client_id: randomUUID(),
      type: 'city-event',
      text: '路口的井盖没了，晚上很危险',
      point: pick([
        { lng: 114.405, lat: 30.405 },
        { lng: 114.415, lat: 30.405 },
      ]),
    });
    ids.push(id);
  }
  let taken = 0;
  const excluded: { id: string; data: Form }[] = [];
  for (let i = 0; i < steps; i++) {
    clock.advance(random() < 0.1 ? random() * 90 * HOUR : random() * HOUR);
    const id = pick(ids);
    if (random() < 0.04) {
      const { rows: held } = await sql<{ unit_id: string }>`
        select unit_id from task where subject = ${id}::uuid and unit_id is not null order by id`.execute(
        runtime.db,
      );
      const what = pick(['matter', 'rating', 'overdue:handle', 'overdue:resolve', 'overdue:sign', 'card']);
      const { rows: rates } = await sql<{ seq: number }>`
        select seq from event where subject = ${id}::uuid and kind = 'matter.rate' order by seq`.execute(
        runtime.db,
      );
      const data = {
        exclusion: randomUUID(),
        what,
        target: null,
        unit: pick(held).unit_id,
        ...(what === 'rating' && rates.length > 0 && { rated: pick(rates).seq }),
      };
      await exclude(runtime, id, 'excluded', data);
      excluded.push({ id, data });
    }
    if (random() < 0.02 && excluded.length > 0) {
      const { id: matter, data } = pick(excluded);
      await exclude(runtime, matter, 'exclusion_revoked', data);
    }
    const [action, form] = random() < 0.05 ? pick(ENDS) : pick(STEPS);
    const { rows } = await sql<{
      version: number;
    }>`select version from matter where id = ${id}::uuid`.execute(runtime.db);
    const day = new Date(runtime.clock.now().getTime() + (1 + Math.floor(random() * 6)) * 24 * HOUR)
      .toISOString()
      .slice(0, 10);
    const input = {
      version: rows[0]!.version,
      form: form(
        pick,
        units.map((unit) => unit.id),
        day,
      ),
    };
    for (const name of ['west', 'east', 'street', 'water', 'power', 'caller', 'neighbour']) {
      const done = await act(runtime, await actor(name), id, action, input).catch(() => null);
      if (!done) continue;
      taken += 1;
      break;
    }
  }
  return taken;
}
