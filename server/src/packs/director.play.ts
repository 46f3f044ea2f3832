import { sql } from 'kysely';
import { act, createMatter, type Matter, registry, suggestUnits } from '../features/matter/index.ts';
import type { Actor } from '../platform/access.ts';
import type { Runtime } from '../platform/runtime.ts';
import { formOf } from './director.forms.ts';
import type { Plan } from './director.plan.ts';
import { NEEDS, USUALLY, WAIT } from './director.scripts.ts';
import { communityOf, type Stage } from './director.stage.ts';
import { choose } from './director.stories.ts';
import { HOUR, moment } from './director.time.ts';

/** A matter while it happens: what of its row the next steps depend on. */
type Standing = Pick<
  Matter,
  'id' | 'version' | 'state' | 'area_id' | 'centre_unit' | 'property_unit' | 'main_unit' | 'tasks'
>;

export interface Step {
  action: string;
  variant: string | null;
  who: string;
}

/** `dispatch+other@centre`: the action, how it goes, and who takes it. */
export function readStep(text: string): Step {
  const [, action, variant = null, who] = /^([a-z-]+)(?:\+([a-z]+))?(?:@([a-z]+))?$/.exec(text)!;
  return { action: action!, variant, who: who ?? USUALLY[action!] ?? 'centre' };
}

/** What a centre on duty does whenever it comes. */
const AT_ONCE = ['accept', 'register', 'dispatch', 'reject', 'sign'];

const handling = (task: Matter['tasks'][number]) =>
  (task.role === 'main' || task.role === 'co') && (task.state === 'pending' || task.state === 'signed');

/** What the scenes share. */
export interface Scenery {
  stage: Stage;
  phrases: Record<string, string[]>;
  /** Ids of matters by the index of their plan. */
  ids: Map<number, string>;
  /** A photo to hang on a matter, kept for this actor; none when the plan wants none. */
  photo(runtime: Runtime, actor: Actor, plan: Plan, when: 'before' | 'after'): Promise<string[]>;
  refused(plan: Plan, step: string, error: Error): void;
}

/** One matter's way, step by step. */
export class Play {
  readonly plan: Plan;
  readonly #set: Scenery;
  #steps: string[];
  #now: Standing | null = null;
  #other: { id: string; name: string } | null = null;
  /** The handling task the present step is about. */
  #task: Matter['tasks'][number] | null = null;

  constructor(plan: Plan, set: Scenery) {
    this.plan = plan;
    this.#set = set;
    this.#steps = [...plan.steps];
  }

  get state(): string | null {
    return this.#now?.state ?? null;
  }

  /** Takes the next step now and returns when the one after it is due; null when nothing follows. */
  async next(runtime: Runtime): Promise<number | null> {
    const step = this.#now ? this.#steps.shift() : 'create';
    if (!step) return null;
    try {
      if (!this.#now) await this.#create(runtime);
      else await this.#take(runtime, readStep(step), step);
    } catch (error) {
      this.#set.refused(this.plan, step, error as Error);
      return null;
    }
    return this.#now?.state === this.plan.stop ? null : this.#due(runtime.clock.now().getTime());
  }

  /** When the next step is taken; one that nobody takes (many never judge) ends the play. */
  #due(now: number): number | null {
    const text = this.#steps[0];
    if (!text) return null;
    const { action, variant, who } = readStep(text);
    const { random, slow, topic, stop } = this.plan;
    if (action === 'rate' && !variant && !stop && random() < 0.4) return null;
    const [least, most] = WAIT[action]!;
    const people = who === 'caller' ? 'resident' : topic.urgent ? 'anytime' : 'staff';
    if (action === 'feedback') return this.#answered(now, people);
    const pace = stop ? 0.5 : Math.min(slow, 1.5);
    // Centres are manned at night; everybody else comes to it in the morning.
    const manned = AT_ONCE.includes(action) && people === 'staff' && random() < 0.7;
    return moment(now, (least + random() * (most - least)) * pace, manned ? 'anytime' : people, random);
  }

  /** Work is done within its limit, but by whoever is slow. */
  #answered(now: number, people: 'staff' | 'resident' | 'anytime'): number {
    const { random, slow } = this.plan;
    const due = Math.min(
      ...this.#now!.tasks.flatMap((task) => (handling(task) && task.due_at ? Number(task.due_at) : [])),
      now + 72 * HOUR,
    );
    const left = Math.max(HOUR / 2, due - now);
    const share = 0.15 + random() * 0.7;
    const at = moment(now, (left * share * slow) / HOUR, people, random);
    return slow < 2 && at > due ? now + left * share : at;
  }

  async #create(runtime: Runtime): Promise<void> {
    const { plan } = this;
    const actor = await this.#set.stage.actor(plan.creator);
    const files = await this.#set.photo(runtime, actor, plan, 'before');
    const { id } = await createMatter(runtime, actor, { ...plan.input, ...(files.length > 0 && { files }) });
    this.#set.ids.set(plan.index, id);
    const { rows } = await sql<Omit<Standing, 'tasks'>>`
      select id, version, state, area_id, centre_unit, property_unit, main_unit from matter where id = ${id}::uuid`.execute(
      runtime.db,
    );
    this.#now = { ...rows[0]!, tasks: [] };
  }

  async #take(runtime: Runtime, step: Step, text: string): Promise<void> {
    const found = await this.#who(step);
    if (!found) return;
    const { action } = step;
    const matter = this.#now!;
    if (action === 'return' || action === 'transfer') this.#other = this.#another();
    const form = formOf(action, {
      ...step,
      plan: this.plan,
      matter,
      at: runtime.clock.now().getTime(),
      phrases: this.#set.phrases,
      other: this.#other,
      units: action === 'dispatch' ? await this.#units(runtime, step) : [],
      community: this.#communityUnit(),
      into: this.plan.same === null ? null : (this.#set.ids.get(this.plan.same) ?? null),
      fromCaller: found.actor.kind === 'resident',
      files: action === 'feedback' ? await this.#set.photo(runtime, found.actor, this.plan, 'after') : [],
    });
    if (form === null) return;
    this.#now = await act(runtime, found.actor, matter.id, action, { version: matter.version, form });
    if (action === 'sign') this.#signed();
    // Each unit signs and answers for itself: the same step again for the next one.
    const waiting = this.#now.tasks.some(
      (task) => handling(task) && (action !== 'sign' || task.state === 'pending'),
    );
    if ((action === 'feedback' || action === 'sign') && waiting) this.#steps.unshift(text);
  }

  async #who(step: Step): Promise<{ actor: Actor } | null> {
    const { stage } = this.#set;
    const creator = await stage.actor(this.plan.creator);
    if (step.who === 'caller') {
      if (creator.kind === 'resident' && this.plan.input.source === 'resident') return { actor: creator };
      if (['urge', 'supplement'].includes(step.action)) return { actor: creator };
      if (step.action !== 'rate' && step.action !== 'close') return null;
    }
    const ids = await this.#candidates(step);
    return ids.length > 0 ? { actor: await stage.actor(choose(ids, this.plan.random)) } : null;
  }

  async #candidates({ who, action }: Step): Promise<string[]> {
    const { stage } = this.#set;
    const { centre_unit, property_unit, tasks, area_id } = this.#now!;
    const needed = NEEDS[action] ?? 'matter:handle';
    const worker = stage.workerOf(stage.areas.get(area_id)!.code);
    if (who === 'claimer') return worker ? [worker] : stage.peopleOf(this.#communityUnit(), 'matter:handle');
    if (who === 'property') return stage.peopleOf(property_unit!, needed);
    if (who !== 'holder') return stage.peopleOf(centre_unit, needed);
    const open = tasks.filter((task) => handling(task) && (action !== 'sign' || task.state === 'pending'));
    // Tasks of one moment come in no order of their own; helpers answer before the one who answers for all.
    const code = (task: Matter['tasks'][number]) => stage.units.get(task.unit ?? '')?.code ?? '';
    const helpers = open.filter(({ role }) => role === 'co').sort((a, b) => (code(a) < code(b) ? -1 : 1));
    const main = open.find(({ role }) => role === 'main');
    const task = ['sign', 'feedback'].includes(action) ? (helpers[0] ?? main) : main;
    this.#task = task ?? null;
    if (task?.account) return [task.account];
    const people = task?.unit ? await stage.peopleOf(task.unit, 'matter:handle') : [];
    if (this.plan.type !== 'dispute') return worker && people.includes(worker) ? [worker] : people;
    // What is confidential does not exist for whoever only walks the grid.
    const trusted = task?.unit ? await stage.peopleOf(task.unit, 'matter:view-unit') : [];
    return people.filter((id) => trusted.includes(id));
  }

  /** What the unit that was asked has signed; a matter comes back from its command as it was before that. */
  #signed(): void {
    const now = this.#now!;
    const unit = this.#task?.unit;
    this.#now = {
      ...now,
      tasks: now.tasks.map((task) =>
        handling(task) && task.unit === unit ? { ...task, state: 'signed' } : task,
      ),
    };
  }

  #communityUnit(): string {
    const { areas, units } = this.#set.stage;
    return units.of(areas.byCode(this.plan.community)!.id, 'centre')[0]!.id;
  }

  /** A unit that might as well answer: where work goes that comes back. */
  #another(): { id: string; name: string } {
    const { areas, units } = this.#set.stage;
    const { area_id, main_unit, centre_unit } = this.#now!;
    const path = areas.get(area_id)!.path;
    const street = units.of(path[2]!, 'centre');
    const bureaus = units.of(path[1]!, 'department');
    const able = ['urban-management', 'municipal-works', 'sanitation', 'housing'];
    const others = [...street, ...bureaus.filter(({ specialty }) => able.includes(specialty ?? ''))];
    return choose(
      others.filter(({ id }) => id !== main_unit && id !== centre_unit),
      this.plan.random,
    );
  }

  /** Whom the work is given to: what the matrix proposes, small things the community's own grid worker. */
  async #units(runtime: Runtime, step: Step) {
    const { stage } = this.#set;
    const { plan } = this;
    if (step.who === 'property') return [];
    if (step.variant === 'other') {
      this.#other ??= this.#another();
      return [{ unit: this.#other.id, role: 'main' }];
    }
    const community = this.#communityUnit();
    const worker = plan.worker ?? stage.workerOf(stage.areas.get(this.#now!.area_id)!.code);
    if (worker && (plan.worker || (plan.topic.own && plan.random() < 0.7)))
      return [{ unit: community, role: 'main', account: worker }];
    const around = { types: await registry(runtime), areas: stage.areas, units: stage.units };
    const suggested = suggestUnits(around, {
      type_code: plan.type,
      category_code: plan.topic.c,
      area_id: this.#now!.area_id,
    });
    const named = suggested.map(({ unit, role }) => ({ unit, role: role as string }));
    return named.some(({ role }) => role === 'main')
      ? named
      : [{ unit: community, role: 'main' }, ...named.filter(({ unit }) => unit !== community)];
  }
}

export const laneOf = (plan: Plan, lanes: number): number =>
  Number(communityOf(plan.community).slice(-6)) % lanes;
