import { useQuery } from '@tanstack/react-query';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import type { Kind, RuleRow } from '../rule.ts';
import type { Subject } from './kinds.ts';

export type Column = Answer<'listLedgerColumns'>['items'][number];
export type LedgerRow = Answer<'readLedger'>['items'][number];
export type View = Answer<'listLedgerViews'>['items'][number];
export type Bulk = Answer<'readBulkEdit'>;
export type Tag = Answer<'listTags'>['items'][number];
export type Cell = LedgerRow['cells'][number];

/** Whom a ledger or a sheet is of. */
export interface Whom {
  rule: string;
  area: string;
}

interface Choice {
  value: string;
  label: string;
}

/** What may be asked, in the words of the one who asks. */
export interface Askable {
  name: string;
  words: string;
  kind: Kind;
  /** Whether it is filled in is no question. */
  always: boolean;
  dictionary: string | null;
  /** Choices that stand in the words themselves. */
  choices: Choice[];
}

const HOUR = 3_600_000;

export const useColumns = (subject: Subject) =>
  useQuery({
    queryKey: ['dictionary', 'ledger-columns', subject],
    staleTime: HOUR,
    queryFn: () => api.get<Answer<'listLedgerColumns'>>('/api/ledger/columns', { subject }),
  });

type Word = Answer<'getDictionary'>['items'][number];

/** What may be chosen of a dictionary: what is retired only where it stands already, for that has a name too. Pure. */
export const choicesOf = (
  items: readonly Pick<Word, 'code' | 'name' | 'retired'>[],
  held: readonly string[],
) =>
  items
    .filter(({ code, retired }) => !retired || held.includes(code))
    .map(({ code, name }) => ({ value: code, label: name }));

/** The choices of a dictionary, with those that are `held` already. */
export const useChoices = (dictionary: string | null | undefined, held: readonly string[] = []) =>
  useQuery({
    queryKey: ['dictionary', dictionary],
    enabled: Boolean(dictionary),
    staleTime: HOUR,
    queryFn: () => api.get<Answer<'getDictionary'>>(`/api/dictionaries/${dictionary}`),
    select: ({ items }) => choicesOf(items, held),
  });

/** Asked for only where tags are shown: whoever may open a ledger of houses may not know people's. */
export const useTags = (enabled = true) =>
  useQuery({ queryKey: ['tag', 'list'], enabled, queryFn: () => api.get<Answer<'listTags'>>('/api/tags') });

/** What the codes of a condition's row are called, and which may be chosen: tags, a dictionary's words, or what the words themselves say. */
export function useNamed(asked: Askable, { value }: RuleRow): Choice[] {
  const tag = asked.kind === 'tag';
  const words = useChoices(asked.dictionary, Array.isArray(value) ? value : []);
  const tags = useTags(tag);
  if (tag) return (tags.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }));
  return words.data ?? asked.choices;
}

type Fact = Answer<'listSegmentFacts'>['items'][number];
const KINDS: Record<string, Kind> = { double: 'number', bool: 'flag', 'list<string>': 'tag' };
const CHOICE = /([a-z0-9_]+) ([^，（）\s]+)/g;

/** `房屋状态（own 自住，let 出租）` holds its own choices. */
function askable({ name, words, type, dictionary, always }: Fact, dates: ReadonlySet<string>): Askable {
  const [, title = words, inside = ''] = /^([^（]+)（(.+)）$/.exec(words) ?? [];
  const choices = [...inside.matchAll(CHOICE)].map(([, value = '', label = '']) => ({ value, label }));
  const coded = dictionary !== null || (type === 'string' && choices.length > 0);
  const kind = KINDS[type] ?? (dates.has(name) ? 'date' : coded ? 'code' : 'text');
  const said = kind === 'tag' ? '手工标签' : coded ? title : words;
  return { name, words: said, kind, always, dictionary, choices };
}

const KIND_OF: Record<string, Kind> = { number: 'number', flag: 'flag', date: 'date' };

const askableColumn = (subject: Subject, column: Column): Askable => {
  const { code, name, type, dictionary, always, choices } = column;
  const kind = dictionary || choices.length > 0 ? 'code' : (KIND_OF[type] ?? 'text');
  return { name: `${subject}.${code}`, words: name, kind, always, dictionary, choices };
};

/** Everything a condition may ask: of people their facts, of anything else its columns. */
export function useAskable(subject: Subject = 'person'): Askable[] | undefined {
  const columns = useColumns(subject);
  const facts = useQuery({
    queryKey: ['dictionary', 'segment-facts'],
    enabled: subject === 'person',
    staleTime: HOUR,
    queryFn: () => api.get<Answer<'listSegmentFacts'>>('/api/segment-facts'),
    select: ({ items }) => items,
  });
  if (!columns.data) return undefined;
  const { items } = columns.data;
  if (subject !== 'person')
    return items.filter((column) => column.askable).map((column) => askableColumn(subject, column));
  if (!facts.data) return undefined;
  const dates = new Set(items.flatMap(({ code, type }) => (type === 'date' ? `person.${code}` : [])));
  return facts.data.filter(({ name }) => !name.startsWith('ago.')).map((fact) => askable(fact, dates));
}
