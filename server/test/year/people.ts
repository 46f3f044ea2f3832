import { sql } from 'kysely';
import { loadActor } from '../../src/features/account/index.ts';
import type { Matter } from '../../src/features/matter/index.ts';
import type { Actor } from '../../src/platform/access.ts';
import type { Runtime } from '../../src/platform/runtime.ts';

const DAY = 86_400_000;

/** Everybody of the city who can act, and when they are away without telling anybody. */
export class People {
  readonly #actors = new Map<string, Promise<Actor>>();
  readonly #runtime: Runtime;
  readonly #ofUnit: ReadonlyMap<string, string[]>;
  readonly residents: readonly string[];

  constructor(runtime: Runtime, ofUnit: ReadonlyMap<string, string[]>, residents: readonly string[]) {
    this.#runtime = runtime;
    this.#ofUnit = ofUnit;
    this.residents = residents;
  }

  static async of(runtime: Runtime): Promise<People> {
    const { rows } = await sql<{ unit_id: string; account_id: string }>`
      select unit_id, account_id from account_relation where ended_at is null and unit_id is not null
      order by unit_id, account_id`.execute(runtime.db);
    const residents = await sql<{
      id: string;
    }>`select id from account where kind = 'resident' order by id`.execute(runtime.db);
    const grouped = Map.groupBy(rows, (row) => row.unit_id);
    const ofUnit = new Map([...grouped].map(([unit, all]) => [unit, all.map((row) => row.account_id)]));
    return new People(
      runtime,
      ofUnit,
      residents.rows.map(({ id }) => id),
    );
  }

  actor(id: string): Promise<Actor> {
    const known = this.#actors.get(id) ?? loadActor(this.#runtime.db, id).then((found) => found!);
    this.#actors.set(id, known);
    return known;
  }

  /** Everybody is away on one day of nine, each on others. */
  away(id: string, at: number): boolean {
    return (Math.floor(at / DAY) + Number.parseInt(id.slice(-6), 16)) % 9 === 0;
  }

  /** Who might do something about a matter next: mostly whoever holds a task, now and then the centre or the caller. */
  whoActs(matter: Matter, random: () => number): string | null {
    const roll = random();
    if (matter.caller_id && roll < 0.1) return matter.caller_id;
    const waiting = matter.tasks.filter((task) => task.state === 'pending' || task.state === 'signed');
    const task = roll < 0.85 ? pick(waiting, random) : undefined;
    if (task?.account) return task.account;
    return pick(this.#ofUnit.get(task?.unit ?? matter.centre_unit) ?? [], random) ?? null;
  }
}

/** One of some, each as likely; undefined of none. */
export function pick<T>(from: readonly T[], random: () => number): T | undefined {
  return from[Math.floor(random() * from.length)];
}
