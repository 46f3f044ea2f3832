/**
 * How a text becomes words and a question a query of them. No dictionary and no extension: Chinese is cut into pairs of
 * neighbouring characters, everything else into words and numbers.
 */

const HAN_OR_WORD = /\p{Script=Han}+|[\p{L}\p{N}]+/gu;
const HAN = /^\p{Script=Han}/u;
const MOST_WORDS = 400;
const MOST_ASKED = 16;

const pairs = (run: string): string[] => {
  const letters = [...run];
  return letters.slice(1).map((letter, i) => letters[i]! + letter);
};

/** Latin letters that stand beside Chinese without a space are a word of their own (`3号楼B座`). */
function* pieces(text: string): Generator<string> {
  for (const [piece] of text.normalize('NFKC').toLowerCase().matchAll(HAN_OR_WORD)) {
    if (HAN.test(piece)) yield piece;
    else yield* piece.split(/(\p{Script=Han}+)/u).filter(Boolean);
  }
}

/** The searchable words of some texts, each once; of a very long text the first 400. */
export function wordsOf(...texts: readonly string[]): string[] {
  const words = new Set<string>();
  for (const text of texts)
    for (const piece of pieces(text)) {
      // Cut by characters: half of one would be refused by the database, and with it the words of whatever comes after it.
      for (const word of HAN.test(piece) ? pairs(piece) : [[...piece].slice(0, 40).join('')]) words.add(word);
      if (words.size >= MOST_WORDS) return [...words].slice(0, MOST_WORDS);
    }
  return [...words];
}

/** The words that must all be there, at most 16; none when the question holds only single characters. */
export const wordsAsked = (question: string): string[] => wordsOf(question).slice(0, MOST_ASKED);

const quoted = (word: string): string => `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** A query all of whose groups must be met, each by one of its alternatives, each of which is words that occur together. */
export function queryText(groups: readonly (readonly (readonly string[])[])[]): string {
  return groups
    .map((alternatives) => `(${alternatives.map((words) => words.map(quoted).join(' & ')).join(' | ')})`)
    .join(' & ');
}

/** Words as the text of a `tsvector`, each in quotes. No text of the database holds the sign that parts them meanwhile. */
export function docOf(words: Iterable<string>): string {
  const all = [...words];
  return all.length === 0 ? '' : `'${all.join('\0').replace(/['\\]/g, '$&$&').replaceAll('\0', "' '")}'`;
}
