import { sql } from 'kysely';
import { FEATURES } from '../../src/app.ts';
import { unitRegistry } from '../../src/features/account/index.ts';
import { type AreaNode, areaTree } from '../../src/features/area/index.ts';
import { abilitiesOf, surroundings } from '../../src/features/matter/abilities.ts';
import { act, createMatter, type Matter, registry } from '../../src/features/matter/index.ts';
import { findMatter } from '../../src/features/matter/row.ts';
import { type ActionOffer, workflowAt } from '../../src/features/workflow/index.ts';
import { choose, TYPES } from '../../src/packs/director.stories.ts';
import { arrival, DAY, HOUR, moment } from '../../src/packs/director.time.ts';
import { seeded } from '../../src/packs/seed.ts';
import { type Actor, SYSTEM } from '../../src/platform/access.ts';
import type { ManualClock } from '../../src/platform/clock.ts';
import { Refusal } from '../../src/platform/errors.ts';
import type { Program } from '../../src/program.ts';
import { type Desk, fillForm } from './forms.ts';
import { People, pick } from './people.ts';

/** A program that is not started, on the demo city without matters. */
interface City extends Pick<Program, 'runtime' | 'settle'> {
  clock: ManualClock;
}

export interface Wish {
  matters: number;
  /** Days on which somebody calls and people work; after them nobody does anything. */
  days: number;
  /** Days that time alone then has. */
  quiet: number;
  seed: number;
  /** How many people act at one moment, 1 unless told; with more, what the seed draws depends on who is faster. */
  together?: number;
  say?(line: string): void;
}

export interface Lived {
  /** Ids of the matters. */
  matters: string[];
  /** Actions of people that succeeded, by their code. */
  acted: Map<string, number>;
  /** Refusals people met, by code: they are part of life. */
  refused: Map<string, number>;
  /** What is part of no life: errors that are no refusals. */
  faults: string[];
}

/** What people mostly do; everything else happens, too, but seldom. */
const USUAL = new Map(
  Object.entries({
    accept: 20,
    register: 20,
    dispatch: 20,
    sign: 20,
    feedback: 30,
    verify: 20,
    close: 30,
    rate: 10,
    confirm: 10,
    claim: 10,
    approve: 5,
    refuse: 2,
    resume: 3,
    return: 2,
    extend: 2,
  }),
);
/** Nobody ever comes back to so many of them: what the ladder is for. */
const FORGOTTEN = 0.12;
const CATCH_UP = 6;
const TIMERS = FEATURES.flatMap((feature) => feature.timers ?? []);

/** A year of a city in simulated time: calls, people who work, rest, are away, refuse and forget, and the program's own timers. */
export class Year {
  readonly #program: City;
  readonly #wish: Wish;
  readonly #random: () => number;
  readonly #people: People;
  readonly #grids: readonly AreaNode[];
  /** What is to happen in each hour. */
  readonly #agenda = new Map<number, { at: number; run: () => Promise<void> }[]>();
  readonly lived: Lived = { matters: [], acted: new Map(), refused: new Map(), faults: [] };

  static async of(program: City, wish: Wish): Promise<Year> {
    const areas = await areaTree(program.runtime);
    const grids = areas.all().filter(({ level }) => level === 'grid');
    return new Year(program, wish, await People.of(program.runtime), grids);
  }

  private constructor(program: City, wish: Wish, people: People, grids: readonly AreaNode[]) {
    this.#program = program;
    this.#wish = wish;
    this.#people = people;
    this.#grids = grids;
    this.#random = seeded(wish.seed);
  }

  /** Lives through it all and leaves the program caught up. */
  async live(): Promise<Lived> {
    const { clock } = this.#program;
    const { matters, days, quiet } = this.#wish;
    const start = clock.now().getTime();
    const end = start + days * DAY;
    for (let i = 0; i < matters; i++) this.#plan(arrival({ end, days }, this.#random), () => this.#call());
    for (let hour = Math.ceil(start / HOUR); hour * HOUR < end; hour++) await this.#hour(hour);
    this.#agenda.clear();
    for (let hour = Math.ceil(end / HOUR); hour * HOUR < end + quiet * DAY; hour++) await this.#hour(hour);
    await this.#program.settle();
    return this.lived;
  }

  #plan(at: number, run: () => Promise<void>): void {
    const hour = Math.floor(at / HOUR);
    this.#agenda.set(hour, [...(this.#agenda.get(hour) ?? []), { at, run }]);
  }

  async #hour(hour: number): Promise<void> {
    const { clock, runtime, settle } = this.#program;
    const begin = Math.max(hour * HOUR, clock.now().getTime());
    clock.set(new Date(begin));
    for (const timer of TIMERS) await timer.tick(runtime);
    if (hour % CATCH_UP === 0) await settle();
    if (hour % (24 * 7) === 0)
      this.#wish.say?.(`${clock.now().toISOString().slice(0, 10)} ${this.lived.matters.length} matters`);
    const todo = (this.#agenda.get(hour) ?? []).toSorted((a, b) => a.at - b.at);
    this.#agenda.delete(hour);
    const { together = 1 } = this.#wish;
    for (let from = 0; from < todo.length; from += together) {
      const now = todo.slice(from, from + together);
      if (now[0]!.at > clock.now().getTime()) clock.set(new Date(now[0]!.at));
      await Promise.all(now.map(({ run }) => run().catch((error: Error) => this.#met('create', error))));
    }
  }

  #met(action: string, error: Error): void {
    const { refused, faults } = this.lived;
    if (!(error instanceof Refusal)) return void faults.push(error.stack ?? String(error));
    const why = [action, error.code, ...(error.fields ?? []).map(({ path }) => path)].join(' ');
    refused.set(why, (refused.get(why) ?? 0) + 1);
  }

  async #call(): Promise<void> {
    const { runtime } = this.#program;
    const caller = await this.#people.actor(pick(this.#people.residents, this.#random)!);
    const { types } = await registry(runtime);
    const type = types.get(choose(TYPES, this.#random, (code) => (code === 'city-event' ? 6 : 2)))!;
    const grid = choose(this.#grids, this.#random);
    const place = { areas: grid.path, centre_unit: null };
    const { id } = await createMatter(runtime, caller, {
      client_id: crypto.randomUUID(),
      type: type.code,
      text: '楼下有情况，请来看看',
      area: grid.id,
      answers: fillForm(type.form, 'create', place, await this.#desk()),
    });
    this.lived.matters.push(id);
    this.#goOn(id);
  }

  /** Plans when somebody next looks at a matter: mostly within two days, in working time; of some nobody ever does. */
  #goOn(id: string): void {
    if (this.#random() < FORGOTTEN / 4) return;
    const now = this.#program.clock.now().getTime();
    const hours = this.#random() ** 3 * 60;
    this.#plan(moment(now, hours, this.#random() < 0.3 ? 'anytime' : 'staff', this.#random), () =>
      this.#step(id),
    );
  }

  async #step(id: string): Promise<void> {
    const { runtime } = this.#program;
    const around = await surroundings(runtime);
    const matter = await findMatter(runtime.db, SYSTEM, around.areas, id);
    if (!matter.open) return;
    const workflow = await workflowAt(runtime, matter.workflow_code, matter.workflow_version);
    const now = runtime.clock.now();
    for (let tries = 0; tries < 4; tries++) {
      const who = this.#people.whoActs(matter, this.#random);
      if (!who || this.#people.away(who, now.getTime())) continue;
      const actor = await this.#people.actor(who);
      const offers = abilitiesOf(matter, workflow, actor, around, now) as ActionOffer[];
      if (await this.#act(matter, actor, offers)) break;
    }
    this.#goOn(id);
  }

  async #desk(): Promise<Desk> {
    const { runtime } = this.#program;
    const [units, areas] = await Promise.all([unitRegistry(runtime), areaTree(runtime)]);
    return { units, areas, random: this.#random, now: runtime.clock.now() };
  }

  /** Does one of the things this actor may do; false when there is none. */
  async #act(matter: Matter, actor: Actor, offers: ActionOffer[]): Promise<boolean> {
    const { runtime } = this.#program;
    const able = offers.filter(({ enabled, action }) => enabled && action !== 'amend');
    if (able.length === 0) return false;
    const { action, form } = choose(able, this.#random, (offer) => USUAL.get(offer.action) ?? 0.15);
    const desk = await this.#desk();
    try {
      await act(runtime, actor, matter.id, action, {
        version: matter.version,
        form: fillForm(form, action, matter, desk),
      });
      this.lived.acted.set(action, (this.lived.acted.get(action) ?? 0) + 1);
    } catch (error) {
      this.#met(action, error as Error);
    }
    return true;
  }
}

/** Matters that neither ended nor stand at the top with somebody who answers for them. */
export async function forgotten(
  program: Pick<Program, 'runtime'>,
): Promise<{ number: string; state: string; level: string | null }[]> {
  const { rows } = await sql<{ number: string; state: string; level: string | null }>`
    select m.number, m.state, m.level from matter m
    where m.open and m.closed_at is null and (m.level is distinct from 'D' or m.owner_unit is null)
    order by m.id`.execute(program.runtime.db);
  return rows;
}
