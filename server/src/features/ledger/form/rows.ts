import { xmlText } from '../../../platform/sheet/write.cells.ts';
import { contentXml, type Put } from './put.ts';
import {
  copyFormula,
  type Insertion,
  parseBlock,
  parseRef,
  refOf,
  shiftBlock,
  shiftFormula,
  shiftRow,
} from './refs.ts';
import type { FormRow, FormSheet } from './sheet.ts';
import { child, childrenOf, type Edits, startTag, withAttr, withoutAttr, type XmlNode } from './xml.ts';

/** How a sheet changes: rows set in, and what is put where (places after the rows were set in). */
export interface RowPlan {
  insertion: Insertion | null;
  puts: Map<string, Put>;
  gapStyle(style: number): number;
}

const NONE: Insertion = { after: Number.MAX_SAFE_INTEGER, count: 0 };
const unclosed = (tag: string): string => tag.replace(/\s*\/>$/, '>');

/** A cell's start tag for its new place, kind and, where something is missing, colour. */
function cellTag(tag: string, ref: string, put: Put | undefined, style: number, plan: RowPlan): string {
  let made = withAttr(tag, 'r', ref);
  if (put?.content) {
    made = withoutAttr(made, 't');
    if (put.content.type) made = withAttr(made, 't', put.content.type);
  }
  return put?.gap ? withAttr(made, 's', String(plan.gapStyle(style))) : made;
}

/** A formula element where its cell stands now. */
function movedFormula(sheet: FormSheet, f: XmlNode, insertion: Insertion): string {
  const name = sheet.entry.name;
  const block = parseBlock(f.attrs.ref ?? '');
  let tag = unclosed(startTag(sheet.source, f));
  if (block) {
    const { row, col, lastRow, lastCol } = shiftBlock(insertion, block);
    tag = withAttr(
      tag,
      'ref',
      row === lastRow && col === lastCol ? refOf(row, col) : `${refOf(row, col)}:${refOf(lastRow, lastCol)}`,
    );
  }
  return `${tag}${xmlText(shiftFormula(insertion, f.text, name, name))}</${f.prefix}f>`;
}

/** A cell that was there, at its new place. */
function keptCell(sheet: FormSheet, node: XmlNode, ref: string, put: Put | undefined, plan: RowPlan): string {
  const { source } = sheet;
  const tag = cellTag(startTag(source, node), ref, put, Number(node.attrs.s ?? 0), plan);
  const close = `</${node.prefix}c>`;
  if (put?.content) return unclosed(tag) + contentXml(put.content, node.prefix) + close;
  const f = child(node, 'f');
  if (!f || !plan.insertion) return tag + source.slice(node.inner, node.end);
  return (
    tag +
    source.slice(node.inner, f.start) +
    movedFormula(sheet, f, plan.insertion) +
    source.slice(f.end, node.end)
  );
}

/** A cell of a row that is set in: the copied row's style, its formula gone along, and no value. */
function copiedCell(
  sheet: FormSheet,
  node: XmlNode,
  at: { ref: string; down: number },
  put: Put | undefined,
  plan: RowPlan,
): string {
  const tag = cellTag(
    withoutAttr(startTag(sheet.source, node), 't'),
    at.ref,
    put,
    Number(node.attrs.s ?? 0),
    plan,
  );
  const close = `</${node.prefix}c>`;
  if (put?.content) return unclosed(tag) + contentXml(put.content, node.prefix) + close;
  const f = child(node, 'f');
  if (!f || f.text === '' || f.attrs.t === 'array') return `${unclosed(tag)}${close}`;
  const name = sheet.entry.name;
  const formula = copyFormula(shiftFormula(plan.insertion ?? NONE, f.text, name, name), at.down);
  return `${unclosed(tag)}<${f.prefix}f>${xmlText(formula)}</${f.prefix}f>${close}`;
}

const newCell = (prefix: string, ref: string, put: Put, plan: RowPlan): string =>
  `${cellTag(`<${prefix}c r="${ref}">`, ref, put, 0, plan)}${put.content ? contentXml(put.content, prefix) : ''}</${prefix}c>`;

const putsByRow = (puts: Map<string, Put>): Map<number, Map<number, Put>> => {
  const rows = new Map<number, Map<number, Put>>();
  for (const [ref, put] of puts) {
    const at = parseRef(ref)!;
    const row = rows.get(at.row) ?? new Map<number, Put>();
    rows.set(at.row, row.set(at.col, put));
  }
  return rows;
};

/** A row's text at its new place, `down` rows below the row it is a copy of (0: the row itself). */
function rowText(
  sheet: FormSheet,
  from: FormRow,
  row: number,
  down: number | null,
  puts: Map<number, Put>,
  plan: RowPlan,
): string {
  const { node } = from;
  const tag = unclosed(withAttr(startTag(sheet.source, node), 'r', String(row)));
  let col = -1;
  const cells = childrenOf(node, 'c').map((cell) => {
    col = parseRef(cell.attrs.r ?? '')?.col ?? col + 1;
    const [ref, put] = [refOf(row, col), puts.get(col)];
    const text =
      down === null
        ? keptCell(sheet, cell, ref, put, plan)
        : copiedCell(sheet, cell, { ref, down }, put, plan);
    return { col, text };
  });
  const there = new Set(cells.map((each) => each.col));
  const added = [...puts].flatMap(([at, put]) =>
    there.has(at) ? [] : [{ col: at, text: newCell(node.prefix, refOf(row, at), put, plan) }],
  );
  const all = [...cells, ...added].sort((a, b) => a.col - b.col);
  return `${tag}${all.map(({ text }) => text).join('')}</${node.prefix}row>`;
}

const hasFormula = ({ node }: FormRow): boolean => childrenOf(node, 'c').some((cell) => child(cell, 'f'));
const EMPTY = new Map<number, Put>();

/** Rows that the file does not hold yet, behind the row that stands before them. */
function addRows(
  edits: Edits,
  sheet: FormSheet,
  rows: Map<number, Map<number, Put>>,
  there: ReadonlySet<number>,
  plan: RowPlan,
): void {
  const { data } = sheet;
  const missing = [...rows].filter(([row]) => !there.has(row)).sort(([a], [b]) => a - b);
  if (missing.length === 0) return;
  const text = ([row, puts]: [number, Map<number, Put>]) => {
    const cells = [...puts]
      .sort(([a], [b]) => a - b)
      .map(([col, put]) => newCell(data.prefix, refOf(row, col), put, plan));
    return `<${data.prefix}row r="${row}">${cells.join('')}</${data.prefix}row>`;
  };
  if (data.inner === data.end) {
    edits.replace(
      data.start,
      data.end,
      `${unclosed(startTag(sheet.source, data))}${missing.map(text).join('')}</${data.prefix}sheetData>`,
    );
    return;
  }
  for (const each of missing) {
    const before = [...sheet.rows.values()]
      .filter(({ row }) => shiftRow(plan.insertion ?? NONE, row) < each[0])
      .at(-1);
    edits.insert(before?.node.end ?? data.inner, text(each));
  }
}

/** Changes the rows of a sheet: cells filled, rows set in as copies of the row they stand behind, all below moved. The rest stays byte for byte. */
export function changeRows(edits: Edits, sheet: FormSheet, plan: RowPlan): void {
  const puts = putsByRow(plan.puts);
  const insertion = plan.insertion ?? NONE;
  const there = new Set<number>();
  for (const from of sheet.rows.values()) {
    const row = shiftRow(insertion, from.row);
    const mine = puts.get(row);
    there.add(row);
    if (mine || row !== from.row || (plan.insertion && hasFormula(from)))
      edits.replace(from.node.start, from.node.end, rowText(sheet, from, row, null, mine ?? EMPTY, plan));
    if (from.row !== insertion.after) continue;
    for (let down = 1; down <= insertion.count; down += 1) {
      there.add(row + down);
      edits.insert(
        from.node.end,
        rowText(sheet, from, row + down, down, puts.get(row + down) ?? EMPTY, plan),
      );
    }
  }
  addRows(edits, sheet, puts, there, plan);
}
