import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { DEMO_PACK } from './folder.ts';

/** A kind of call with the words people use for it; packs/demo/stories/city-event.yaml explains the letters. */
export interface Topic {
  c: string | null;
  w: number;
  t: string[];
  d: string[];
  r: string[];
  p?: string;
  own?: boolean;
  urgent?: boolean;
  where?: string;
  purpose?: string;
  about?: string;
  parties?: string;
  claim?: string;
  agreement?: string[];
  failed?: string;
  for?: string;
}

export interface Stories {
  topics: Record<string, Topic[]>;
  phrases: Record<string, string[]>;
}

export const TYPES = ['city-event', 'repair', 'complaint', 'dispute', 'wish'];

export async function readStories(): Promise<Stories> {
  const read = async (name: string) =>
    parse(await readFile(new URL(`stories/${name}.yaml`, DEMO_PACK), 'utf8'));
  const topics = await Promise.all(TYPES.map(async (type) => [type, (await read(type)).topics]));
  return { topics: Object.fromEntries(topics), phrases: await read('phrases') };
}

/** One of a list by chance; with weights when `weight` is given. */
export function choose<T>(list: readonly T[], random: () => number, weight: (one: T) => number = () => 1): T {
  let left = random() * list.reduce((sum, one) => sum + weight(one), 0);
  return (
    list.find((one) => {
      left -= weight(one);
      return left < 0;
    }) ?? list.at(-1)!
  );
}

/** The text of a list that belongs to the same telling: title, words and answer go together by their order. */
export const telling = (list: readonly string[], which: number): string => list[which % list.length]!;

/** A text with its `{words}` filled in; unknown words go. */
export function fillIn(text: string, words: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, word) => words[word] ?? '');
}
