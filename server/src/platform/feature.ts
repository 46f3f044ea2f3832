import type { App } from './http/routes.ts';
import type { PrintedColumns } from './keys/printed.ts';
import type { SealedColumns } from './keys/sealed.ts';
import type { Runtime } from './runtime.ts';
import type { SheetTarget } from './sheet/target.ts';
import type { Subscriber } from './subscribers.ts';

/** Something that happens by the clock. Each round is safe to run twice and in several programs. */
export interface Timer {
  name: string;
  everySeconds: number;
  tick(runtime: Runtime): Promise<void>;
}

/** Long work that somebody may start and leave. `work` reports progress and may be run again after a crash. */
export interface JobKind {
  kind: string;
  work(runtime: Runtime, job: JobRun): Promise<unknown>;
}

export interface JobRun {
  id: string;
  accountId: string;
  /** The credential by which a program asked for it; none when a person did. */
  credential?: string;
  // biome-ignore lint/suspicious/noExplicitAny: what the feature that queued it put in.
  input: any;
  // biome-ignore lint/suspicious/noExplicitAny: what an earlier run of this job reported.
  progress: any;
  /** Tells how far it is; also renews the lease. Throws when the job was cancelled. */
  report(progress: unknown): Promise<void>;
}

/** What a feature adds to the program. */
export interface Feature {
  name: string;
  routes?(app: App, runtime: Runtime): void;
  subscribers?: Subscriber[];
  timers?: Timer[];
  jobs?: JobKind[];
  /** What of its own the rows of tables can become. */
  sheets?: SheetTarget[];
  /** Its tables with sealed values, for the exchange of keys. */
  sealed?: SealedColumns[];
  /** Its tables with fingerprints of sealed values, for the same. */
  printed?: PrintedColumns[];
}
