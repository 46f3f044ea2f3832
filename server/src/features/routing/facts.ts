import { type BoundFacts, type FactSchema, ruleLanguage } from '../../platform/rules.ts';
import type { RoutingDefinition } from './definition.ts';

/** What a rule may read. Names are part of the format of rules: add, never rename. */
const factSchema = {
  matter: {
    type: 'string',
    /** Empty when there is none. */
    category: 'string',
    /** The class and all above it. */
    categories: 'list<string>',
    condition: 'string',
    channel: 'string',
    urgent: 'bool',
    anonymous: 'bool',
    confidential: 'bool',
  },
  place: {
    area: 'string',
    level: 'string',
    /** Codes from the city down to the area itself. */
    areas: 'list<string>',
    special: 'bool',
    /** Code of the property company of the place's estate, for flows in which it has a part; empty when there is none. */
    property: 'string',
  },
  time: {
    /** By the clock on the wall of the calendar's zone. */
    hour: 'int',
    /** 1 Monday … 7 Sunday. */
    weekday: 'int',
    /** Whether people work at this moment, by the calendar. */
    working: 'bool',
  },
  caller: {
    resident: 'bool',
    /** Matters of the same caller in the 30 days before. */
    before: 'int',
    repeats: 'bool',
  },
  answers: 'map',
} as const satisfies FactSchema;

export const language = ruleLanguage(factSchema);

/**
 * The facts of one decision, as they are kept with it: nothing that somebody wrote in own words, so neither names nor numbers.
 * Of the text only the words are kept for which the rules asked.
 */
export interface RoutingFacts {
  matter: {
    type: string;
    category: string;
    categories: string[];
    condition: string;
    channel: string;
    urgent: boolean;
    anonymous: boolean;
    confidential: boolean;
  };
  place: { area: string; level: string; areas: string[]; special: boolean; property?: string };
  time: { hour: number; weekday: number; working: boolean };
  caller: { resident: boolean; before: number; repeats: boolean };
  answers: Record<string, unknown>;
  /** Those of the rules' words that are in the text. */
  words: string[];
}

/** Throws RuleError when a fact is missing or of another type. */
export const bindFacts = (facts: RoutingFacts): BoundFacts =>
  // Decisions of earlier programs were kept without it.
  language.bind({ ...facts, place: { property: '', ...facts.place } });

/** Those of the rules' words that are in a text, each once; upper and lower case are the same. */
export function wordsIn({ rules }: RoutingDefinition, text: string): string[] {
  const said = text.toLowerCase();
  const asked = new Set(rules.flatMap(({ words = [] }) => words));
  return [...asked].filter((each) => said.includes(each.toLowerCase()));
}
