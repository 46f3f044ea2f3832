import type { Runtime } from '../../platform/runtime.ts';
import type { Vocabulary } from './lint.ts';
import type { Proposed } from './targets.ts';

/** A place and what is there, as the responsibility matrix asks for it. */
export interface ForMatrix {
  type: string;
  category: string | null;
  area: string;
}

/** What of a subject is not kept with its decision, and is asked for when other rules are tried on it. */
export interface Told {
  text: string;
}

/** What the feature whose subjects are routed gives: their vocabulary, the matrix as it is, and what was said. */
export interface RoutingSource {
  vocabulary(runtime: Runtime): Promise<Vocabulary>;
  matrix(runtime: Runtime): Promise<(place: ForMatrix) => Proposed[]>;
  told(runtime: Runtime, ids: readonly string[]): Promise<ReadonlyMap<string, Told>>;
  /** Names of a type and a class, for people. */
  names(runtime: Runtime): Promise<{ type(code: string): string; category(code: string): string }>;
}

/** By database: a program and the clock of its demo are two runtimes over one. */
const sources = new WeakMap<Runtime['db'], RoutingSource>();

/** Lets a later feature have its subjects routed. Call it where the feature adds its routes. */
export function registerRoutingSource(runtime: Runtime, source: RoutingSource): void {
  sources.set(runtime.db, source);
}

/** The feature whose subjects are routed. */
export function routingSource(runtime: Runtime): RoutingSource {
  const source = sources.get(runtime.db);
  if (!source) throw new Error('nobody registered what is routed');
  return source;
}
