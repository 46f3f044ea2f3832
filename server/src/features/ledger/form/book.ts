import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { badField, Refusal } from '../../../platform/errors.ts';
import { attr, child, childrenOf, parseXml, type XmlNode } from './xml.ts';

/** A form has some dozens of parts; what says it has more, or is larger unpacked, is no form. Bytes. */
const MOST_PARTS = 1000;
const MOST_UNPACKED = 60 * 1024 * 1024;
/** Of one part that is read as XML. */
const MOST_XML = 12 * 1024 * 1024;

const broken = () =>
  badField(
    'file',
    'form_broken',
    '这个文件打不开，可能已损坏。请用 Excel 或 WPS 打开后另存为 .xlsx，再上传。',
  );

/** One sheet of a book, in the order of its tabs. */
export interface SheetEntry {
  name: string;
  path: string;
  hidden: boolean;
}

/** A form's file, unpacked: its parts by their names, in their order. What is not touched is written back as it came. */
export interface Book {
  parts: Map<string, Buffer>;
  sheets: SheetEntry[];
  workbook: string;
}

/** A part as text; empty where there is none. */
export function textOf(book: Book, path: string): string {
  return (
    book.parts
      .get(path)
      ?.toString('utf8')
      .replace(/^\ufeff/, '') ?? ''
  );
}

/** A part as XML; undefined where there is none. */
export function xmlOf(book: Book, path: string): XmlNode | undefined {
  const bytes = book.parts.get(path);
  if (!bytes) return undefined;
  if (bytes.length > MOST_XML)
    throw badField('file', 'form_too_large', '这个表格太大，不像一张表。请只保留要填的那张表再上传。');
  try {
    return parseXml(textOf(book, path));
  } catch {
    throw broken();
  }
}

/** What an old or locked file looks like from outside: a compound document. */
function compound(bytes: Buffer): Refusal {
  return bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
    ? badField('file', 'form_locked', '这个文件设了打开密码。请在 Excel 或 WPS 里去掉密码，另存后再上传。')
    : badField(
        'file',
        'form_old',
        '这是旧版 .xls 或 .et 文件。请用 Excel 或 WPS 打开，另存为“Excel 工作簿（.xlsx）”后再上传。',
      );
}

async function unpack(bytes: Buffer): Promise<Map<string, Buffer>> {
  // A part that is longer than it said is broken off.
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, validateEntrySizes: true });
  const parts = new Map<string, Buffer>();
  let room = MOST_UNPACKED;
  if (zip.entryCount > MOST_PARTS)
    throw badField('file', 'form_too_large', '这个文件里的东西太多，不像一张表格。');
  for await (const entry of zip.eachEntry()) {
    room -= entry.uncompressedSize;
    if (room < 0)
      throw badField(
        'file',
        'form_too_large',
        '这个表格解开后太大，不像一张表。请只保留要填的那张表再上传。',
      );
    if (entry.isEncrypted())
      throw badField('file', 'form_locked', '这个文件设了打开密码。请去掉密码后再上传。');
    if (entry.fileName.endsWith('/')) continue;
    parts.set(entry.fileName, await buffer(await zip.openReadStreamPromise(entry)));
  }
  return parts;
}

/** Where a relation of a part leads: parts are named from the root or from beside the part. */
function targetOf(part: string, target: string): string {
  return new URL(target, `http://part/${part}`).pathname.slice(1);
}

/** The relations of a part: by their ids, what kind and which part. */
export function relationsOf(book: Book, part: string): Map<string, { type: string; path: string }> {
  const slash = part.lastIndexOf('/') + 1;
  const root = xmlOf(book, `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`);
  return new Map(
    childrenOf(root, 'Relationship')
      .filter((each) => each.attrs.TargetMode !== 'External')
      .map((each) => [
        each.attrs.Id ?? '',
        { type: each.attrs.Type?.split('/').at(-1) ?? '', path: targetOf(part, each.attrs.Target ?? '') },
      ]),
  );
}

function sheetsOf(book: Book): SheetEntry[] {
  const relations = relationsOf(book, book.workbook);
  return childrenOf(child(xmlOf(book, book.workbook), 'sheets'), 'sheet').flatMap((sheet) => {
    const relation = relations.get(attr(sheet, 'id') ?? '');
    if (relation?.type !== 'worksheet' || !book.parts.has(relation.path)) return [];
    return [
      {
        name: sheet.attrs.name ?? '',
        path: relation.path,
        hidden: (sheet.attrs.state ?? 'visible') !== 'visible',
      },
    ];
  });
}

/**
 * Opens a department's form. Refuses, naming `file`, what is no .xlsx (with advice), what is locked, what has macros, and what
 * is larger unpacked than a form can be; nothing in it is run or calculated.
 */
export async function openBook(bytes: Buffer): Promise<Book> {
  if (bytes.subarray(0, 4).toString('hex') === 'd0cf11e0') throw compound(bytes);
  if (bytes.subarray(0, 2).toString('latin1') !== 'PK')
    throw badField(
      'file',
      'form_format',
      '只能识别 .xlsx 表格。请用 Excel 或 WPS 另存为“Excel 工作簿（.xlsx）”后再上传。',
    );
  const parts = await unpack(bytes).catch((error) => {
    throw error instanceof Refusal ? error : broken();
  });
  if ([...parts.keys()].some((name) => /vbaProject|macrosheets\//i.test(name)))
    throw badField(
      'file',
      'form_macro',
      '这个表格带宏，为安全起见不能使用。请另存为“Excel 工作簿（.xlsx）”，去掉宏后再上传。',
    );
  const book: Book = { parts, sheets: [], workbook: '' };
  const main = [...relationsOf(book, '').values()].find(({ type }) => type === 'officeDocument');
  book.workbook = main?.path ?? 'xl/workbook.xml';
  book.sheets = sheetsOf(book);
  if (book.sheets.length === 0) throw broken();
  return book;
}

/** Packs a book, its parts in their order. */
export async function packBook(book: Book, at: Date): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, bytes] of book.parts) zip.addBuffer(bytes, path, { mtime: at });
  zip.end();
  return buffer(zip.outputStream);
}
