import type { Context, Runtime } from './runtime.ts';

/** One thing that is wrong with a document: where (a path with dots), a stable code, and what to do, in words. */
export interface DocumentFinding {
  severity: 'error' | 'warning';
  code: string;
  path: string;
  message: string;
}

/** A document as it is in force. `version` is null where its owner counts none. */
export interface DocumentInForce {
  code: string;
  name: string;
  version: number | null;
  published_at: Date | null;
}

/** What a text was judged to be. */
export interface JudgedDocument {
  /** The name it gives itself; null when it does not say, or cannot be read. */
  name: string | null;
  findings: DocumentFinding[];
  /** To be drawn beside it. */
  graph?: unknown;
}

/** A period of the past. */
export interface Past {
  from: Date;
  until: Date;
}

/** Something of the past that a draft would have made otherwise. Told without anything personal. */
export interface TrialDifference {
  /** The line of the summary that counts it. */
  line: string;
  /** What it happened to, to be opened by whoever may see it; null where it is about no single one. */
  subject: string | null;
  at: Date | null;
  about: string;
  before: string;
  after: string;
}

/** One more batch of the past. */
export interface TrialStep {
  tried: number;
  /** How far into the period that is. */
  at: Date;
  differences: TrialDifference[];
}

/** A line of the summary: its cells stand under the trial's columns. */
export interface TrialLine {
  code: string;
  name: string;
  cells: (number | string)[];
}

/** How a draft is tried on the past before it is published. Changes nothing; begun again it says the same. */
export interface DocumentTrial {
  /** `12 件，其中 3 件的派法会不同`: what was tried, and what of it would be otherwise. */
  words: { tried: string; different: string };
  columns: string[];
  /** Goes through the period batch by batch; the summary comes last. The text was judged without errors. */
  run(
    runtime: Runtime,
    draft: { code: string; text: string },
    past: Past,
  ): AsyncGenerator<TrialStep, TrialLine[]>;
}

/**
 * A kind of configuration that is written as text: its owner lists, reads, judges and publishes; whoever keeps drafts knows nothing
 * of what the text means.
 */
export interface DocumentKind {
  kind: string;
  /** In the users' words. */
  name: string;
  format: 'yaml' | 'csv';
  /** How it is tried on the past before it is published; left out where it cannot be. */
  trial?: DocumentTrial;
  list(runtime: Runtime): Promise<DocumentInForce[]>;
  /** The text in force (or of an earlier version, where its owner keeps them); null for one that is not there. */
  text(runtime: Runtime, code: string, version?: number): Promise<string | null>;
  /** Never throws for what a text says. */
  judge(runtime: Runtime, code: string, text: string): Promise<JudgedDocument>;
  /** Puts a text in force that was judged without errors; returns its version, null where none is counted. */
  publish(ctx: Context, code: string, text: string): Promise<number | null>;
}
