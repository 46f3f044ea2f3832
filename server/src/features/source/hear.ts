import type { Context } from '../../platform/runtime.ts';
import { state } from './commands.ts';
import { standing, statementsOf } from './queries.ts';
import { fold, isNews, type Said, type Values } from './rules.ts';
import { sourcesOf } from './sources.ts';

/** Who speaks in a batch: a source, for a day. */
export interface Voice {
  source: string;
  saidAt: Date;
}

/** What a source says of something that is known. */
export interface Spoken {
  id: string;
  /** What the row of it has, by item. */
  held: Values;
  said: Values;
  /** Of what is said, what is kept sealed. */
  hidden?: Values;
  sourceKey: string | null;
  /** The area whose fence the words stand behind; none when nothing in them is about a person. */
  area?: string | null;
}

/** What comes of it. */
export interface Heard {
  outcome: 'same' | 'changed' | 'waiting';
  /** Whether it is to be kept as a statement: it does not stand already, and the source has not said just that before. */
  news: boolean;
  /** Whether something else holds now than the row has. */
  changed: boolean;
  /** What holds now: what the row has, and of the items spoken of what all that was said comes to. */
  now: Values;
}

/** What is said and does not stand already. */
const differing = ({ held, said, hidden = {} }: Spoken): Values =>
  Object.fromEntries(Object.entries({ ...said, ...hidden }).filter(([item, value]) => held[item] !== value));

function hearOne(
  { now, ruledBy }: { now: Date; ruledBy: (item: string) => readonly string[] },
  { source, saidAt }: Voice,
  one: Spoken,
  known: readonly Said[],
): Heard {
  const { id, held, sourceKey } = one;
  if (!isNews(known, source, sourceKey, differing(one)))
    return { outcome: 'same', news: false, changed: false, now: held };
  const said = { ...one.said, ...one.hidden };
  const word: Said = {
    ...{ id: 'next', source, key: sourceKey, about: id, saidAt, at: now, deliberate: false },
    ...{ order: Number.MAX_SAFE_INTEGER, values: said },
  };
  const folded = fold([...known, word], ruledBy);
  const after = { ...held };
  let waits = false;
  for (const item of Object.keys(said)) {
    const hold = folded.get(item);
    if (hold) after[item] = hold.value;
    // What stood in the row without a word of its own gives way; what somebody said and this differs from waits.
    if (hold?.open) waits = true;
  }
  const changed = Object.keys(said).some((item) => after[item] !== held[item]);
  return { outcome: waits ? 'waiting' : changed ? 'changed' : 'same', news: true, changed, now: after };
}

/**
 * Weighs what a source says of known things against all that was said of them, so that nothing is overwritten silently: one question for
 * however many there are. Writes nothing; whoever takes it in keeps the news (`keepNews`).
 */
export async function hear(
  ctx: Context,
  kind: string,
  voice: Voice,
  spoken: readonly Spoken[],
): Promise<Heard[]> {
  const sources = await sourcesOf(ctx.runtime);
  const asking = spoken.filter((one) => Object.keys(differing(one)).length > 0).map(({ id }) => id);
  const said = standing(asking.length > 0 ? await statementsOf(ctx, asking) : []);
  const bySubject = Map.groupBy(said, ({ subject }) => subject);
  const by = { now: ctx.now, ruledBy: (item: string) => sources.order(kind, item) };
  return spoken.map((one) => hearOne(by, voice, one, bySubject.get(one.id) ?? []));
}

/** Queues what was news as statements of the source. */
export function keepNews(
  ctx: Context,
  kind: string,
  { source, saidAt }: Voice,
  spoken: readonly Spoken[],
  heard: readonly Heard[],
): void {
  for (const [i, { id, said: values, hidden = {}, sourceKey, area = null }] of spoken.entries())
    if (heard[i]!.news)
      state(ctx, { subjectKind: kind, subject: id, source, sourceKey, saidAt, values, hidden, area });
}
