import { columnName, STYLE, textCell, xmlText } from './write.cells.ts';

/** What stands above the rows, and who made the sheet. */
export interface SheetHead {
  /** A line across the top. */
  line?: string;
  columns: readonly string[];
  /** In characters; 18 where none is given. */
  widths?: readonly number[];
  /** Who made it and when: on every printed page and in the document's properties. */
  mark?: { who: string; at: Date };
}

const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

const CONTENT_TYPES = `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPE}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`;
const RELS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/><Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`;
const BOOK_RELS = `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`;

const FONT = '<sz val="11"/><name val="宋体"/>';
/** The order of `cellXfs` is `STYLE`'s. `quotePrefix`: stays text also when somebody edits the cell afterwards. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="3"><font>${FONT}</font><font><b/>${FONT}</font><font><sz val="9"/><color rgb="FF7A828E"/><name val="宋体"/></font></fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFFFC7CE"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="7"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="165" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/><xf numFmtId="0" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="2" borderId="0" xfId="0" applyNumberFormat="1" applyFill="1" quotePrefix="1"/></cellXfs></styleSheet>`;

const topOf = ({ line }: SheetHead): number => (line === undefined ? 1 : 2);

/** The headings stand on every printed page. */
function book(head: SheetHead): string {
  const rows = `'数据'!$1:$${topOf(head)}`;
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets><definedNames><definedName name="_xlnm.Print_Titles" localSheetId="0">${rows}</definedName></definedNames></workbook>`;
}

/** `2026-03-02 16:30` in Shanghai. */
export const localMinute = (at: Date): string =>
  new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');

const markText = ({ who, at }: NonNullable<SheetHead['mark']>): string =>
  `${who} ${localMinute(at)} 导出 仅供工作使用`;

function core({ mark }: SheetHead): string {
  const told = mark
    ? `<dc:creator>${xmlText(mark.who)}</dc:creator><cp:lastModifiedBy>${xmlText(mark.who)}</cp:lastModifiedBy><dc:description>${xmlText(markText(mark))}</dc:description><dcterms:created xsi:type="dcterms:W3CDTF">${mark.at.toISOString()}</dcterms:created>`
    : '';
  return `${XML}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">${told}</cp:coreProperties>`;
}

/** Every part of the file but the sheet itself, which is written last, as its rows come. */
export const partsOf = (head: SheetHead): [path: string, text: string][] => [
  ['[Content_Types].xml', CONTENT_TYPES],
  ['_rels/.rels', RELS],
  ['docProps/core.xml', core(head)],
  ['xl/workbook.xml', book(head)],
  ['xl/_rels/workbook.xml.rels', BOOK_RELS],
  ['xl/styles.xml', STYLES],
];

/** The part of the file that is written last. */
export const SHEET_PART = 'xl/worksheets/sheet1.xml';

/** The sheet up to its first row of data, which stands in row `next`. */
export function sheetBegin(head: SheetHead): { text: string; next: number } {
  const top = topOf(head);
  const widths = head.columns
    .map((_, i) => `<col min="${i + 1}" max="${i + 1}" width="${head.widths?.[i] ?? 18}" customWidth="1"/>`)
    .join('');
  const line = head.line === undefined ? '' : `<row r="1">${textCell('A1', head.line, STYLE.line)}</row>`;
  const names = head.columns
    .map((name, i) => textCell(`${columnName(i)}${top}`, name, STYLE.heading))
    .join('');
  const pane = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${top}" topLeftCell="A${top + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  const text = `${XML}<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>${pane}${widths && `<cols>${widths}</cols>`}<sheetData>${line}<row r="${top}">${names}</row>`;
  return { text, next: top + 1 };
}

/** In a page's header or footer `&` begins a command, and digits behind a size would belong to it. */
const pageText = (text: string): string => xmlText(text.replaceAll('&', '&&').slice(0, 200));

/** What follows the last row: how it is printed, and by whom it was made on every page. */
export function sheetEnd({ mark }: SheetHead): string {
  const told = mark
    ? `<oddHeader>&amp;R&amp;8 ${pageText(markText(mark))}</oddHeader><oddFooter>&amp;L&amp;8 ${pageText(markText(mark))}&amp;R&amp;P / &amp;N</oddFooter>`
    : '<oddFooter>&amp;R&amp;P / &amp;N</oddFooter>';
  return `</sheetData><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/><headerFooter>${told}</headerFooter></worksheet>`;
}
