import { LARGEST_CELL, tooLargeUnpacked, unreadable } from './cells.ts';
import { walkAll } from './xml.ts';
import type { Parts } from './zip.ts';

/** What the cells of a spreadsheet refer to. */
export interface Book {
  /** The part of the first sheet that is not hidden. */
  sheet: string;
  texts: string[];
  /** Which cell styles show a date or a time. */
  dates: boolean[];
  /** Days that a date's number is behind: 1462 where the calendar begins in 1904. */
  shift: number;
}

/** Texts that many cells share are kept in memory: this much of them, in bytes as the file has them. */
const MOST_TEXTS = 256 * 1024 * 1024;
/** And so many: 200,000 rows of 25 columns that have nothing in common. */
const MOST_SHARED = 5_000_000;

const pathOf = (target: string): string => (target.startsWith('/') ? target.slice(1) : `xl/${target}`);

async function firstSheet(parts: Parts): Promise<{ sheet: string; shift: number }> {
  const sheets: { id: string; hidden: boolean }[] = [];
  let shift = 0;
  await walkAll(await parts.open('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'sheet') {
        const id = attributes['r:id'] ?? Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1];
        sheets.push({ id: id ?? '', hidden: (attributes.state ?? 'visible') !== 'visible' });
      }
      if (name === 'workbookPr' && ['1', 'true'].includes(attributes.date1904 ?? '')) shift = 1462;
    },
  });
  const targets = new Map<string, string>();
  await walkAll(await parts.open('xl/_rels/workbook.xml.rels'), {
    open(name, attributes) {
      if (name === 'Relationship') targets.set(attributes.Id ?? '', pathOf(attributes.Target ?? ''));
    },
  });
  // Only the first sheet: the others are usually notes or lists of codes.
  const first = sheets.find(({ hidden }) => !hidden) ?? sheets[0];
  const known = new Set(parts.names());
  const sheet = [targets.get(first?.id ?? ''), 'xl/worksheets/sheet1.xml'].find((each) =>
    known.has(each ?? ''),
  );
  if (!sheet) throw unreadable('not_a_table', '这不是表格文件。请上传 CSV 或 XLSX。');
  return { sheet, shift };
}

async function sharedTexts(parts: Parts): Promise<string[]> {
  const name = parts.names().find((each) => each.toLowerCase() === 'xl/sharedstrings.xml');
  if (!name) return [];
  if (parts.sizeOf(name) > MOST_TEXTS) throw tooLargeUnpacked();
  const texts: string[] = [];
  let text = '';
  let inside = false;
  let phonetic = false;
  await walkAll(await parts.open(name), {
    open(element) {
      if (element === 'si') text = '';
      else if (element === 't') inside = !phonetic;
      else if (element === 'rPh') phonetic = true;
    },
    close(element) {
      if (element === 'si') {
        texts.push(text);
        if (texts.length > MOST_SHARED) throw tooLargeUnpacked();
      } else if (element === 't') inside = false;
      else if (element === 'rPh') phonetic = false;
    },
    text(said) {
      if (inside) text += said;
      if (text.length > LARGEST_CELL) throw tooLargeUnpacked();
    },
  });
  return texts;
}

/** ECMA-376 18.8.30: the numbers of formats that every program has; 27–36 and 50–58 are the Chinese ones. */
const builtIn = (id: number): boolean =>
  (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);

/** Whether a number format shows a date or a time: quoted words, colours and skipped characters do not count. */
export const isDateFormat = (format: string): boolean =>
  /[ymdhs]/i.test(format.replace(/"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]|General/gi, ''));

async function dateStyles(parts: Parts): Promise<boolean[]> {
  const formats = new Map<number, boolean>();
  const dates: boolean[] = [];
  let inCells = false;
  await walkAll(await parts.open('xl/styles.xml'), {
    open(name, attributes) {
      if (name === 'numFmt')
        formats.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
      else if (name === 'cellXfs') inCells = true;
      else if (name === 'xf' && inCells) {
        const id = Number(attributes.numFmtId ?? 0);
        dates.push(formats.get(id) ?? builtIn(id));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return dates;
}

/** Reads what stands beside the cells. */
export async function readBook(parts: Parts): Promise<Book> {
  const { sheet, shift } = await firstSheet(parts);
  return { sheet, shift, texts: await sharedTexts(parts), dates: await dateStyles(parts) };
}
