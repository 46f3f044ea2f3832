import type { parseArgs } from 'node:util';
import type { Runtime } from '../../src/platform/runtime.ts';

type Options = NonNullable<NonNullable<Parameters<typeof parseArgs>[0]>['options']>;

export interface Input {
  values: Record<string, string | boolean | (string | boolean)[] | undefined>;
  positionals: string[];
}

/** What a command may use. */
export interface Tools {
  say(line: string): void;
  /** Opens the database: of DATABASE_URL, of the running server, or started for the length of this command. */
  open(): Promise<Runtime>;
}

/** One subcommand of `npm run admin --`, in a file of its own. */
export interface Command {
  /** The words that call it: `user add`. */
  name: string;
  /** What follows the name: `--username 用户名 …`. */
  usage: string;
  summary: string;
  options: Options;
  /** Does the work; throws an error whose message the operator can act on. */
  run(input: Input, tools: Tools): Promise<void>;
}

/** The text of an option that must be given. */
export function need(input: Input, name: string): string {
  const value = input.values[name];
  if (typeof value !== 'string' || value.trim() === '') throw new Error(`缺少 --${name}`);
  return value.trim();
}

/** The text of an option that may be left out. */
export function maybe(input: Input, name: string): string | undefined {
  const value = input.values[name];
  return typeof value === 'string' ? value.trim() : undefined;
}
