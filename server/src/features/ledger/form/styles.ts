import { type Book, textOf, xmlOf } from './book.ts';
import { child, childrenOf, Edits, startTag, withAttr, type XmlNode } from './xml.ts';

/** What a cell's style says, as far as a preview draws it and a value depends on it. */
export interface CellStyle {
  bold: boolean;
  /** In points. */
  size: number;
  /** `#rrggbb`; undefined where it is black or of a theme. */
  color?: string;
  fill?: string;
  align?: string;
  valign?: string;
  wrap: boolean;
  /** Sides that have a line, of `lrtb`. */
  border: string;
  /** How numbers are shown. */
  format: string;
}

const PLAIN: CellStyle = { bold: false, size: 11, wrap: false, border: '', format: 'General' };
/** Marks what the registry does not know. */
const GAP_COLOUR = 'FFFFF2A8';
/** The formats that need no definition, as far as they are dates or text (ECMA-376, 18.8.30). */
const BUILT_IN: Record<number, string> = {
  14: 'yyyy-m-d',
  15: 'd-mmm-yy',
  16: 'd-mmm',
  17: 'mmm-yy',
  22: 'yyyy-m-d h:mm',
  27: 'yyyy"年"m"月"',
  28: 'm"月"d"日"',
  31: 'yyyy"年"m"月"d"日"',
  36: 'yyyy"年"m"月"',
  49: '@',
  50: 'yyyy"年"m"月"',
  57: 'yyyy"年"m"月"',
  58: 'm"月"d"日"',
};

const stylesPath = (book: Book): string | undefined =>
  [...book.parts.keys()].find((name) => /\/styles\.xml$/i.test(name));

const rgb = (node: XmlNode | undefined): string | undefined => {
  const value = node?.attrs.rgb;
  return value && /^[0-9a-f]{8}$/i.test(value) ? `#${value.slice(2).toLowerCase()}` : undefined;
};

function fillOf(fill: XmlNode | undefined): string | undefined {
  const pattern = child(fill, 'patternFill');
  return pattern?.attrs.patternType === 'solid' ? rgb(child(pattern, 'fgColor')) : undefined;
}

function borderOf(border: XmlNode | undefined): string {
  const has = (side: string) => {
    const style = child(border, side)?.attrs.style;
    return style !== undefined && style !== 'none';
  };
  return [
    ['l', 'left'],
    ['r', 'right'],
    ['t', 'top'],
    ['b', 'bottom'],
  ]
    .filter(([, side]) => has(side!))
    .map(([letter]) => letter)
    .join('');
}

function styleOf(xf: XmlNode, root: XmlNode, formats: Map<number, string>): CellStyle {
  const at = (list: string, name: string, id: string | undefined) =>
    childrenOf(child(root, list), name)[Number(id ?? 0)];
  const font = at('fonts', 'font', xf.attrs.fontId);
  const align = child(xf, 'alignment')?.attrs ?? {};
  const bold = child(font, 'b');
  const id = Number(xf.attrs.numFmtId ?? 0);
  const color = rgb(child(font, 'color'));
  const fill = fillOf(at('fills', 'fill', xf.attrs.fillId));
  return {
    bold: bold !== undefined && bold.attrs.val !== '0' && bold.attrs.val !== 'false',
    size: Number(child(font, 'sz')?.attrs.val ?? 11),
    ...(color && { color }),
    ...(fill && { fill }),
    ...(align.horizontal && { align: align.horizontal }),
    ...(align.vertical && { valign: align.vertical }),
    wrap: align.wrapText === '1' || align.wrapText === 'true',
    border: borderOf(at('borders', 'border', xf.attrs.borderId)),
    format: formats.get(id) ?? BUILT_IN[id] ?? 'General',
  };
}

/** The styles of a book's cells, by number. */
export function cellStyles(book: Book): (style: number) => CellStyle {
  const path = stylesPath(book);
  const root = path ? xmlOf(book, path) : undefined;
  if (!root) return () => PLAIN;
  const formats = new Map(
    childrenOf(child(root, 'numFmts'), 'numFmt').map((each) => [
      Number(each.attrs.numFmtId),
      each.attrs.formatCode ?? '',
    ]),
  );
  const styles = childrenOf(child(root, 'cellXfs'), 'xf').map((xf) => styleOf(xf, root, formats));
  return (style) => styles[style] ?? PLAIN;
}

/** Whether a format shows numbers as days: it names years and days outside of quotation marks. */
export const isDayFormat = (format: string): boolean => {
  const bare = format.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '');
  return /y/i.test(bare) && /d/i.test(bare);
};

/** Gives cells of any style the colour of gaps; all else of the style stays. `done` writes the new styles into the book. */
export function gapStyles(book: Book): { of(style: number): number; done(): void } {
  const path = stylesPath(book);
  const source = path ? textOf(book, path) : '';
  const root = path ? xmlOf(book, path) : undefined;
  const [fills, xfs] = [child(root, 'fills'), child(root, 'cellXfs')];
  if (!path || !root || !fills || !xfs) return { of: (style) => style, done: () => {} };
  const known = childrenOf(xfs, 'xf');
  const fill = childrenOf(fills, 'fill').length;
  const made = new Map<number, string>();
  const p = root.prefix;
  return {
    of(style) {
      const xf = known[style];
      if (!xf) return style;
      const tag = withAttr(withAttr(startTag(source, xf), 'fillId', String(fill)), 'applyFill', '1');
      if (!made.has(style)) made.set(style, tag + source.slice(xf.inner, xf.end));
      return known.length + [...made.keys()].indexOf(style);
    },
    done() {
      if (made.size === 0) return;
      const edits = new Edits(source);
      edits.setAttr(fills, 'count', String(fill + 1));
      edits.insert(
        fills.innerEnd,
        `<${p}fill><${p}patternFill patternType="solid"><${p}fgColor rgb="${GAP_COLOUR}"/><${p}bgColor indexed="64"/></${p}patternFill></${p}fill>`,
      );
      edits.setAttr(xfs, 'count', String(known.length + made.size));
      edits.insert(xfs.innerEnd, [...made.values()].join(''));
      book.parts.set(path, Buffer.from(edits.done()));
    },
  };
}
