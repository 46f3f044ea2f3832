import { xmlText } from '../../../platform/sheet/write.cells.ts';
import { descendants, type XmlNode } from './xml.ts';

/** The pieces of a cell's text, each with its own font: places are of `source`, the content of `<is>` or `<si>`. */
export interface RichText {
  source: string;
  text: string;
  pieces: { from: number; to: number; tag: string; text: string }[];
}

/** The text of an `<si>` or `<is>` element; signs of pronunciation beside it do not count. */
export function richText(source: string, node: XmlNode): RichText {
  const phonetic = [...descendants(node)].filter((each) => each.name === 'rPh');
  const pieces = [...descendants(node)]
    .filter(
      (each) =>
        each.name === 't' && !phonetic.some(({ start, end }) => each.start >= start && each.end <= end),
    )
    .map((each) => ({
      from: each.start - node.inner,
      to: each.end - node.inner,
      tag: `${each.prefix}t`,
      text: each.text,
    }));
  return {
    source: source.slice(node.inner, node.innerEnd),
    text: pieces.map((each) => each.text).join(''),
    pieces,
  };
}

/** Characters of a text that are exchanged. */
export interface Change {
  from: number;
  to: number;
  text: string;
}

/** One piece of a text with the changes that touch it; new text belongs to the piece in which it begins. */
function changed(text: string, begin: number, last: boolean, changes: readonly Change[]): string {
  const end = begin + text.length;
  const within = (at: number) => Math.min(Math.max(at, begin), end) - begin;
  let made = text;
  for (const { from, to, text: instead } of changes) {
    const owns = from >= begin && (from < end || last);
    if (!owns && (from >= end || to <= begin)) continue;
    made = made.slice(0, within(from)) + (owns ? instead : '') + made.slice(within(to));
  }
  return made;
}

/** The content with characters exchanged, each piece in its own font. The changes do not overlap. */
export function spliceText({ source, pieces }: RichText, changes: readonly Change[]): string {
  const backwards = changes.toSorted((a, b) => b.from - a.from);
  let [begin, copied, made] = [0, 0, ''];
  for (const [i, { from, to, tag, text }] of pieces.entries()) {
    const now = changed(text, begin, i === pieces.length - 1, backwards);
    const piece = `<${tag} xml:space="preserve">${xmlText(now)}</${tag}>`;
    made += source.slice(copied, from) + (now === text ? source.slice(from, to) : piece);
    copied = to;
    begin += text.length;
  }
  return made + source.slice(copied);
}
