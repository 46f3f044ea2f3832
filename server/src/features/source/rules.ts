/** A value of an item as it is kept: words and codes as text, days as YYYY-MM-DD; null says that there is none. */
export type Value = string | number | boolean | null;
export type Values = Record<string, Value>;

/** One thing a source said of a subject. */
export interface Said {
  id: string;
  source: string;
  /** What the source calls the subject. */
  key: string | null;
  /** The record it was first said of: two records of one source that are merged stay two voices. */
  about: string;
  /** It came with that record when it was merged into this one. */
  merged?: true;
  /** The moment it stands for, and the moment it reached us. */
  saidAt: Date;
  at: Date;
  /** Its place in the order of arrival: several may come in one millisecond. */
  order: number;
  /** Whoever said it saw what was there. */
  deliberate: boolean;
  values: Values;
}

/** What holds for an item: who said it, what others say, and whether somebody must decide. */
export interface Held {
  value: Value;
  statement: string;
  others: { value: Value; statement: string }[];
  open: boolean;
}

interface Word {
  value: Value;
  said: Said;
}

const byArrival = (a: Word, b: Word): number => a.said.order - b.said.order;

/** Older first; of one day by the source's name, so that the order in which files came decides nothing. */
const byDay = (a: Word, b: Word): number =>
  a.said.saidAt.getTime() - b.said.saidAt.getTime() ||
  a.said.source.localeCompare(b.said.source) ||
  String(a.value).localeCompare(String(b.value));

const voiceOf = ({ source, key, about }: Said): string => `${source}\n${key ?? ''}\n${about}`;

/** The last word of each voice: what a source said later replaces what it said before. */
function lastWords(words: readonly Word[]): Word[] {
  const last = new Map<string, Word>();
  for (const word of [...words].sort(byArrival)) {
    const known = last.get(voiceOf(word.said));
    if (!known || word.said.saidAt >= known.said.saidAt) last.set(voiceOf(word.said), word);
  }
  return [...last.values()].sort(byDay);
}

/** True when a voice says something that it has not said in its last words. */
export function isNews(said: readonly Said[], source: string, key: string | null, values: Values): boolean {
  const last: Values = {};
  for (const statement of said)
    if (statement.source === source && statement.key === key) Object.assign(last, statement.values);
  return Object.entries(values).some(([item, value]) => value !== null && last[item] !== value);
}

/** Each value once, said by the first who said it. */
const distinct = (words: readonly Word[]): Word[] => [
  ...new Map(words.toReversed().map((word) => [word.value, word])).values(),
];

const held = (word: Word, others: readonly Word[], open: boolean): Held => ({
  value: word.value,
  statement: word.said.id,
  others: others.map(({ value, said }) => ({ value, statement: said.id })),
  open,
});

/** After a decision only what nobody had said before it is news. */
function newsAfter(words: readonly Word[], decision: Word): Word[] {
  const before = new Set(words.filter((word) => byArrival(word, decision) < 0).map((word) => word.value));
  const later = lastWords(words.filter((word) => byArrival(word, decision) > 0));
  return distinct(later.filter(({ value }) => value !== decision.value && !before.has(value))).sort(byDay);
}

/** The last decision that somebody made who saw this record. */
const decisionIn = (words: readonly Word[]): Word | undefined =>
  words
    .filter((word) => word.said.deliberate)
    .sort(byArrival)
    .at(-1);

const isSaid = ({ value }: Word): boolean => value !== null && value !== '';

/** What merged records brought: what each came to by itself. What was decided on one decides nothing on another. */
const brought = (words: readonly Word[]): Word[] =>
  [...Map.groupBy(words, ({ said }) => said.about).values()].flatMap((own) => {
    const decision = decisionIn(own);
    return decision ? [decision, ...newsAfter(own, decision)] : lastWords(own.filter(isSaid));
  });

/** Whose word holds by rule: the first source named that speaks, when it speaks with one tongue. */
function byRule(words: readonly Word[], order: readonly string[]): Word | null {
  for (const source of order) {
    const own = distinct(words.filter((word) => word.said.source === source));
    if (own.length > 0) return own.length === 1 ? own[0]! : null;
  }
  return null;
}

/** What only one statement says holds, unless it says nothing: most items of most subjects. */
const alone = (word: Word): Held | null =>
  word.said.deliberate || isSaid(word) ? held(word, [], false) : null;

function holdOf(words: readonly Word[], order: readonly string[]): Held | null {
  const own = words.filter(({ said }) => !said.merged);
  const came = words.filter(({ said }) => said.merged);
  const decision = decisionIn(own);
  if (decision) {
    // Who decided after a merge saw all that it brought.
    const seen = came.filter((word) => byArrival(word, decision) < 0);
    const unseen = brought(came.filter((word) => byArrival(word, decision) > 0));
    const news = newsAfter([...own, ...seen, ...unseen], decision);
    return held(decision, news, news.length > 0);
  }
  const last = [...lastWords(own.filter(isSaid)), ...brought(came).filter(isSaid)].sort(byDay);
  const values = distinct(last).sort(byDay);
  const [first] = values;
  if (!first) return null;
  const ruled = values.length > 1 ? byRule(last, order) : first;
  const holding = ruled ?? first;
  return held(
    holding,
    values.filter((word) => word.value !== holding.value),
    ruled === null,
  );
}

/**
 * What holds of a subject, item by item, from all that was said and not withdrawn. Sources that agree are one; where they differ the rule of the
 * item decides, else the oldest word stands and the item is `open` until somebody decides. Nothing said is lost: it holds, or it is among the
 * `others`, or somebody overruled it after seeing it. The order in which sources arrive changes nothing.
 */
export function fold(
  said: readonly Said[],
  orderOf: (item: string) => readonly string[] = () => [],
): Map<string, Held> {
  const words = new Map<string, Word[]>();
  for (const statement of said)
    for (const [item, value] of Object.entries(statement.values)) {
      const list = words.get(item) ?? [];
      list.push({ value, said: statement });
      words.set(item, list);
    }
  const result = new Map<string, Held>();
  for (const [item, list] of words) {
    const hold = list.length === 1 ? alone(list[0]!) : holdOf(list, orderOf(item));
    if (hold) result.set(item, hold);
  }
  return result;
}
