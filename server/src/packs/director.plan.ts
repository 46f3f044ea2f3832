import { personName } from '../../../packs/demo/names.ts';
import type { CreateInput } from '../features/matter/index.ts';
import { sha256 } from '../platform/crypto.ts';
import type { DemoPerson } from './demo.people.ts';
import { answersOf } from './director.answers.ts';
import { CONSULTATION, SCRIPTS, THROUGH } from './director.scripts.ts';
import { communityOf, type Stage } from './director.stage.ts';
import { choose, fillIn, type Stories, type Topic, telling } from './director.stories.ts';
import { arrival, HOUR } from './director.time.ts';
import { seeded } from './seed.ts';

/** One matter before it happens: everything that does not depend on how others went. */
export interface Plan {
  index: number;
  type: string;
  topic: Topic;
  /** Which of the topic's tellings. */
  which: number;
  at: number;
  steps: string[];
  /** The state to stop in, when it is there to be seen. */
  stop: string | null;
  /** The account that creates it: a resident's id, or a staff account's. */
  creator: string;
  input: CreateInput;
  /** The matter it will be merged into. */
  same: number | null;
  /** Who must get the work: of grid workers the demo's own. */
  worker: string | null;
  slow: number;
  words: Record<string, string>;
  community: string;
  random: () => number;
}

/** What a matter must be; the rest is chance. */
export interface Wanted {
  type?: string;
  /** Code of an area it must lie in. */
  within?: string;
  category?: RegExp;
  script?: string;
  stop?: string | null;
  /** Hours before the end. */
  age?: number;
  caller?: DemoPerson;
  /** User name of the member of staff who registers it. */
  by?: string;
  source?: string;
  worker?: string;
  slow?: number;
}

export interface Times {
  end: number;
  days: number;
}

const MIX: [string, number][] = [
  ['city-event', 46],
  ['repair', 24],
  ['complaint', 16],
  ['dispute', 7],
  ['wish', 7],
];

export const clientId = (seed: number, index: number): string => {
  const hex = sha256(`demo ${seed} ${index}`).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Makes plans one after the other; each has its own chance, so that one more or less changes no other. */
export class Planner {
  readonly plans: Plan[] = [];
  readonly #stage: Stage;
  readonly #stories: Stories;
  readonly #seed: number;
  readonly #times: Times;
  readonly #busy: readonly string[];

  constructor(stage: Stage, stories: Stories, seed: number, times: Times) {
    this.#stage = stage;
    this.#stories = stories;
    this.#seed = seed;
    this.#times = times;
    this.#busy = [stage.book.at([1, 1, 1]), stage.book.at([2, 1, 1])];
  }

  add(wanted: Wanted = {}): Plan {
    const index = this.plans.length;
    const random = seeded(this.#seed * 7919 + index * 104_729);
    const type = wanted.type ?? choose(MIX, random, ([, weight]) => weight)[0];
    const topic = this.#topic(type, wanted, random);
    const place = this.#place(type, wanted, random);
    const age = wanted.age === undefined ? null : wanted.age * HOUR;
    const at = age === null ? arrival(this.#times, random) : this.#times.end - age * (0.9 + random() * 0.1);
    const script = this.#script(type, topic, wanted, random);
    const words = this.#words(place, random);
    const { source, creator, caller } = this.#origin(type, place.code, script, wanted, random);
    const which = Math.floor(random() * Math.max(topic.t.length, topic.d.length));
    const merging = script.includes('merge');
    const plan: Plan = {
      index,
      type,
      topic,
      at,
      steps: script.split(' '),
      stop: wanted.stop ?? null,
      creator,
      input: this.#input({ index, type, topic, source, caller, random, words, place, which }),
      which,
      same: null,
      worker: wanted.worker ?? null,
      slow: wanted.slow ?? (random() < 0.1 ? 2.5 + random() * 2 : 0.5 + random() * 0.5),
      words,
      community: communityOf(place.code),
      random,
    };
    this.plans.push(plan);
    if (merging) this.#twin(plan, wanted);
    return plan;
  }

  /** The earlier matter that a plan is merged into: the same thing, seen by somebody else some minutes before. */
  #twin(plan: Plan, wanted: Wanted): void {
    const index = this.plans.length;
    const random = seeded(this.#seed * 7919 + index * 104_729);
    const caller = this.#caller(plan.community, {}, random);
    const plain = Object.entries(SCRIPTS[plan.type]!)[0]!;
    const first: Plan = {
      ...plan,
      index,
      at: plan.at - (0.2 + random() * 0.7) * HOUR,
      steps: plain[1].steps.split(' '),
      stop: null,
      creator: caller.id,
      slow: 1.5,
      random,
      same: null,
      input: {
        ...plan.input,
        client_id: clientId(this.#seed, index),
        source: 'resident',
        contact: { name: caller.name, phone: caller.phone },
        anonymous: false,
        files: undefined,
      },
    };
    plan.same = index;
    plan.input = { ...plan.input, text: `${choose(this.#stories.phrases.again!, random)}${plan.input.text}` };
    if (wanted.stop) plan.stop = wanted.stop;
    this.plans.push(first);
  }

  #topic(type: string, wanted: Wanted, random: () => number): Topic {
    const all = this.#stories.topics[type]!;
    const fitting = wanted.category ? all.filter(({ c }) => c && wanted.category!.test(c)) : all;
    // What happens to a call (returned, merged …) is only open to calls that are dispatched.
    const usual =
      wanted.stop && type === 'complaint'
        ? fitting.filter(({ purpose }) => !isConsultation(purpose))
        : fitting;
    return choose(usual, random, ({ w }) => w);
  }

  #script(type: string, topic: Topic, wanted: Wanted, random: () => number): string {
    const scripts = SCRIPTS[type]!;
    const name = wanted.script ?? (wanted.stop ? THROUGH[type]![wanted.stop]! : null);
    if (name) return scripts[name]!.steps;
    const open = isConsultation(topic.purpose) ? { ...CONSULTATION } : scripts;
    // An event without a class cannot be registered.
    const fitting = Object.values(open).filter(
      ({ steps }) => topic.c !== null || !/register|dispatch/.test(steps) || type !== 'city-event',
    );
    const wide =
      topic.c === null && type === 'city-event'
        ? Object.values(open).filter(({ steps }) => steps.startsWith('dispatch'))
        : fitting;
    return choose(wide, random, ({ weight }) => weight).steps;
  }

  #place(type: string, wanted: Wanted, random: () => number) {
    const { book, buildings } = this.#stage;
    const favourites = [book.at([1, 1, 1, 1]), book.at([2, 1, 1, 1])];
    const codes = [...buildings.keys()].filter((code) => {
      const there = !wanted.within || book.within(code, wanted.within);
      const homes = type === 'city-event' || buildings.get(code)!.some(({ compound }) => compound);
      return there && homes;
    });
    const weight = (code: string) =>
      (favourites.includes(code) ? 4 : 1) * (this.#busy.includes(communityOf(code)) ? 3 : 1);
    const pool =
      codes.length > 0
        ? codes
        : [...buildings.keys()].filter((code) => book.within(code, communityOf(wanted.within!)));
    const code = choose(pool, random, weight);
    const homes = buildings.get(code)!.filter(({ compound }) => compound);
    return choose(type !== 'city-event' && homes.length > 0 ? homes : buildings.get(code)!, random);
  }

  #words(place: { address: string; name: string; compound: string | null }, random: () => number) {
    return {
      road: /^.+?号/.exec(place.address)?.[0] ?? place.address,
      at: place.address,
      compound: place.compound ?? place.name,
      n: String(2 + Math.floor(random() * 4)),
      days: choose(['两', '三', '四', '五', '好几'], random),
      a: `${personName(random).name.slice(0, 1)}某`,
      b: `${personName(random).name.slice(0, 1)}某某`,
    };
  }

  #caller(community: string, wanted: Wanted, random: () => number): DemoPerson {
    return wanted.caller ?? choose(this.#stage.neighbours.get(community) ?? this.#stage.residents, random);
  }

  #origin(type: string, code: string, steps: string, wanted: Wanted, random: () => number) {
    const { book, staff, workerOf } = this.#stage;
    const caller = this.#caller(communityOf(code), wanted, random);
    const own = { source: 'resident', creator: caller.id, caller };
    if (wanted.by) return { source: wanted.source!, creator: this.#stage.staffId(wanted.by), caller };
    // Only who called may confirm, judge badly or withdraw.
    if (wanted.caller || /@caller|withdraw|reopen|\+bad|urge|supplement/.test(steps)) return own;
    const chance = random();
    const worker = workerOf(code);
    if (type === 'city-event' && chance < 0.22 && worker)
      return { source: 'patrol', creator: worker, caller: null };
    const agents = staff.filter(({ relations }) => relations.some(({ role }) => role === 'hotline_agent'));
    if (type !== 'wish' && chance > 0.86)
      return { source: 'hotline', creator: this.#stage.staffId(choose(agents, random).username), caller };
    const desk = staff.filter(({ relations }) =>
      relations.some(({ role, unit }) => role === 'community_staff' && unit.endsWith(communityOf(code))),
    );
    if (chance > 0.81 && desk.length > 0 && book)
      return { source: 'desk', creator: this.#stage.staffId(choose(desk, random).username), caller };
    return own;
  }

  #input(of: {
    index: number;
    type: string;
    topic: Topic;
    source: string;
    caller: DemoPerson | null;
    random: () => number;
    which: number;
    words: Record<string, string>;
    place: { address: string; lng: number; lat: number; compound: string | null };
  }): CreateInput {
    const { type, topic, source, caller, random, words, place, which } = of;
    const anonymous = source === 'resident' && ['city-event', 'complaint'].includes(type) && random() < 0.06;
    const jitter = () => (random() - 0.5) * 0.0003;
    return {
      client_id: clientId(this.#seed, of.index),
      type,
      title: fillIn(telling(topic.t, which), words).slice(0, 80),
      text: fillIn(telling(topic.d, which), words),
      ...(topic.c && { category: topic.c }),
      point: { lng: round(place.lng + jitter()), lat: round(place.lat + jitter()) },
      address: place.address,
      answers: answersOf(type, topic, words, this.#stories, random),
      ...(caller && !anonymous && { contact: { name: caller.name, phone: caller.phone } }),
      anonymous,
      source,
      urgent: topic.urgent ?? false,
    };
  }
}

const isConsultation = (purpose?: string): boolean => purpose === 'consult' || purpose === 'suggest';
const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
