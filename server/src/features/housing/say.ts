import { record } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import { state, type Values } from '../source/index.ts';

/** A change of an estate, a building or a house. */
export interface Change {
  subject: 'estate' | 'building' | 'house';
  id: string;
  /** created, changed, retired … */
  what: string;
  /** Areas and units that hear of it. */
  scopes: readonly (string | null)[];
  /** What was said of it; none when only its place among others changed. */
  values?: Values;
  /** More for whoever follows the log. */
  data?: Record<string, string | number | null | string[]>;
  prevHash: Buffer | null;
  source?: string;
  sourceKey?: string | null;
  /** The day its source stands for; now when it says nothing of it. */
  saidAt?: Date;
}

/** Queues the event of a change, and what was said as a statement of its source; returns the hash for the row to keep. */
export function say(ctx: Context, change: Change): Buffer {
  const {
    subject,
    id,
    what,
    values = {},
    data = {},
    prevHash,
    source = 'manual',
    sourceKey,
    saidAt,
  } = change;
  const items = Object.keys(values);
  if (items.length > 0)
    state(ctx, {
      subjectKind: subject,
      subject: id,
      source,
      ...(sourceKey !== undefined && { sourceKey }),
      ...(saidAt && { saidAt }),
      values,
      deliberate: source === 'manual' && what !== 'created',
    });
  return record(ctx, {
    subjectKind: subject,
    subject: id,
    kind: `${subject}.${what}`,
    audience: 'staff',
    scopes: [...new Set(change.scopes.filter((scope): scope is string => scope !== null))],
    data: { ...data, ...(items.length > 0 && { items }) },
    prevHash,
  });
}
