import { placeKey } from '../area/index.ts';

/**
 * How houses are found by a part of their address. What a building is called is kept as words (pairs of neighbouring characters, numbers
 * and letters as they stand); unit and door of a room are taken off the end of the question and looked for among the building's rooms, so
 * that half a million rooms need no words of their own. Pure.
 */

const HAN = /^\p{Script=Han}/u;
const MOST_WORDS = 60;
const MOST_ASKED = 12;

/** The words of some texts, each once: 锦绣花园3号楼 → 锦绣, 绣花, 花园, 3. */
export function addressWords(...texts: readonly string[]): string[] {
  const words = new Set<string>();
  // Part by part: what stands apart is no neighbour.
  for (const text of texts.flatMap((each) => each.split(/\s+/)))
    for (const [piece] of placeKey(text).matchAll(/\p{Script=Han}+|[a-z0-9]+/gu)) {
      const letters = [...piece];
      for (const word of HAN.test(piece)
        ? letters.slice(1).map((letter, i) => letters[i]! + letter)
        : [piece])
        words.add(word);
    }
  return [...words].slice(0, MOST_WORDS);
}

/** What is asked for: words of the building, and of a room its unit and door where they are said. */
export interface Ask {
  words: string[];
  unit: string | null;
  number: string | null;
}

const ask = (building: string, unit: string | null, number: string | null): Ask => ({
  words: addressWords(building).slice(0, MOST_ASKED),
  unit,
  number: number?.toUpperCase() ?? null,
});

const STROKES = /^(.*?)(\d+)-(\d+)(?:-([a-z]?\d+[a-z]?))?(?:室|户)?$/u;
const IN_UNIT = /^(.*?)(\d+|[a-z])单元\s*(?:(\d+)(?:层|楼)\s*)?([a-z]?\d+(?:-\d+)?[a-z]?)?(?:室|户|号房?)?$/u;
const ROOM = /^(.*?)(?<![a-z\d])([a-z]?\d+(?:-\d+)?[a-z]?)(室|户|号房)?$/u;

/** One part of a question, in the writing of places; gaps stay gaps, because 12 502 is not 12502. */
const written = (question: string): string =>
  question.trim().slice(0, 80).split(/\s+/).map(placeKey).filter(Boolean).join(' ');

/**
 * What a question may mean, the likeliest first; whoever asks takes the first that is found. 3-2-501 is house 3, unit 2, room 501; a number
 * at the end is a room before it is a part of the building's address. Empty when nothing can be looked for.
 */
export function asksOf(question: string): Ask[] {
  const text = written(question);
  const meanings: Ask[] = [];
  const strokes = STROKES.exec(text);
  const inUnit = IN_UNIT.exec(text);
  const room = ROOM.exec(text);
  if (strokes?.[4]) meanings.push(ask(`${strokes[1]} ${strokes[2]}`, `${strokes[3]}单元`, strokes[4]));
  else if (inUnit) meanings.push(ask(inUnit[1]!, `${inUnit[2]!.toUpperCase()}单元`, inUnit[4] ?? null));
  else {
    if (strokes) {
      meanings.push(ask(`${strokes[1]} ${strokes[2]}`, null, strokes[3]!));
      meanings.push(ask(strokes[1]!, `${strokes[2]}单元`, strokes[3]!));
    }
    if (room) meanings.push(ask(room[1]!, null, room[2]!));
    meanings.push(ask(text, null, null));
  }
  return meanings.filter(({ words, number }) => words.length > 0 || number !== null);
}
