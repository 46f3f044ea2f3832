import type { RawBuilder } from 'kysely';
import type { Db } from '../../platform/database/open.ts';
import { conflict } from '../../platform/errors.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import type { HouseState, StateCounts } from './rules.state.ts';

/** Says what still hangs on one of these houses, in words that begin the refusal (还登记有 3 人); null when nothing does. */
export type HouseUse = (ctx: Context, houses: readonly string[]) => Promise<string | null>;

const uses = new WeakMap<Runtime['db'], HouseUse[]>();

/** Lets a later feature refuse that a house ends while something hangs on it. Call it where the feature adds its routes. */
export function registerHouseUse(runtime: Runtime, use: HouseUse): void {
  uses.set(runtime.db, [...(uses.get(runtime.db) ?? []), use]);
}

/** Refuses (409) to end houses on which something hangs. */
export async function mustBeFree(ctx: Context, houses: readonly string[]): Promise<void> {
  if (houses.length === 0) return;
  for (const use of uses.get(ctx.runtime.db) ?? []) {
    const words = await use(ctx, houses);
    if (words) throw conflict('house_in_use', `${words}，请先迁出或改到别的房屋。`);
  }
}

/** What somebody who knows the people says of a house. */
export interface HouseKnown {
  state: HouseState;
  people: number;
  care: boolean;
}

/** Gives the states of houses; a house it says nothing of is 未登记. */
export interface HouseStates {
  ofHouses(db: Db, houses: readonly string[]): Promise<ReadonlyMap<string, HouseKnown>>;
  /** How many of a building's houses are in each state, by building. */
  ofBuildings(db: Db, buildings: readonly string[]): Promise<ReadonlyMap<string, StateCounts>>;
  /** The same for houses `p` in SQL, for lists that filter by it: a join, and what it then says; null where nothing is known. */
  joined?: { sql: RawBuilder<unknown>; state: RawBuilder<unknown>; people: RawBuilder<unknown> };
}

const states = new WeakMap<Runtime['db'], HouseStates>();

/** Lets the feature that knows the people colour houses and buildings. Call it where it adds its routes. */
export function registerHouseStates(runtime: Runtime, given: HouseStates): void {
  states.set(runtime.db, given);
}

export const houseStates = (runtime: Runtime): HouseStates | undefined => states.get(runtime.db);
