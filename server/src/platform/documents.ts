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

/**
 * A kind of configuration that is written as text: its owner lists, reads, judges and publishes; whoever keeps drafts knows nothing
 * of what the text means.
 */
export interface DocumentKind {
  kind: string;
  /** In the users' words. */
  name: string;
  format: 'yaml' | 'csv';
  /** Whether it can be tried on the past before it is published. */
  trial?: true;
  list(runtime: Runtime): Promise<DocumentInForce[]>;
  /** The text in force (or of an earlier version, where its owner keeps them); null for one that is not there. */
  text(runtime: Runtime, code: string, version?: number): Promise<string | null>;
  /** Never throws for what a text says. */
  judge(runtime: Runtime, code: string, text: string): Promise<JudgedDocument>;
  /** Puts a text in force that was judged without errors; returns its version, null where none is counted. */
  publish(ctx: Context, code: string, text: string): Promise<number | null>;
}
