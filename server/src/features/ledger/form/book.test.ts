import assert from 'node:assert/strict';
import { buffer } from 'node:stream/consumers';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import { judgeWords, readWordFiles } from '../../../packs/default.words.ts';
import { DEFAULT_PACK } from '../../../packs/folder.ts';
import { Refusal } from '../../../platform/errors.ts';
import { openBook, packBook, textOf } from './book.ts';
import { fillList } from './fill.ts';
import { listForm, packFormWords } from './form.sample.ts';
import { recognise } from './recognise.ts';

const words = packFormWords(judgeWords(await readWordFiles(DEFAULT_PACK)));
const AT = new Date('2026-11-22T08:00:00Z');

async function codeOf(bytes: Buffer): Promise<string> {
  try {
    recognise(await openBook(bytes), words);
    return 'opened';
  } catch (error) {
    return error instanceof Refusal ? error.fields![0]!.code : String(error);
  }
}

/** A form with some parts exchanged (`null`: taken out). */
async function withParts(parts: Record<string, string | null>): Promise<Buffer> {
  const book = await openBook(await listForm());
  for (const [name, text] of Object.entries(parts))
    text === null ? book.parts.delete(name) : book.parts.set(name, Buffer.from(text));
  return packBook(book, AT);
}

/** A ZIP whose one part says it has `said` bytes unpacked and holds `held`. */
function bomb(said: number, held: number): Buffer {
  const name = Buffer.from('xl/workbook.xml');
  const packed = deflateRawSync(Buffer.alloc(held));
  const head = (signature: number, more: number) => {
    const bytes = Buffer.alloc(more + (signature === 0x02014b50 ? 46 : 30));
    bytes.writeUInt32LE(signature);
    const at = signature === 0x02014b50 ? 10 : 8;
    bytes.writeUInt16LE(8, at);
    bytes.writeUInt32LE(packed.length, at + 10);
    bytes.writeUInt32LE(said, at + 14);
    bytes.writeUInt16LE(name.length, at + 18);
    return bytes;
  };
  const local = Buffer.concat([head(0x04034b50, 0), name, packed]);
  const central = Buffer.concat([head(0x02014b50, 0), name]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}

test('what is no form is refused with what to do: old files, locked ones, other files, broken ones, macros', async () => {
  const ole = Buffer.from('d0cf11e0a1b11ae1', 'hex');
  assert.equal(await codeOf(Buffer.concat([ole, Buffer.alloc(512)])), 'form_old');
  assert.equal(await codeOf(Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')])), 'form_locked');
  assert.equal(await codeOf(Buffer.from('姓名,性别\n')), 'form_format');
  assert.equal(await codeOf(Buffer.from('')), 'form_format');
  assert.equal(await codeOf(Buffer.from('PK\u0003\u0004garbage')), 'form_broken');
  assert.equal(await codeOf((await listForm()).subarray(0, 3000)), 'form_broken');
  assert.equal(await codeOf(await withParts({ 'xl/vbaProject.bin': 'x' })), 'form_macro');
  assert.equal(await codeOf(await withParts({ 'xl/workbook.xml': '<workbook' })), 'form_broken');
  assert.equal(await codeOf(await withParts({ 'xl/workbook.xml': null })), 'form_broken');
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('x'), 'a.txt');
  zip.end();
  assert.equal(await codeOf(await buffer(zip.outputStream)), 'form_broken');
});

test('a ZIP bomb is refused by what it says, and broken off when it lies', async () => {
  assert.equal(await codeOf(bomb(2 ** 31, 1024)), 'form_too_large');
  assert.equal(await codeOf(bomb(100, 10_000_000)), 'form_broken');
});

test('entities cannot be defined in a form', async () => {
  const sheet =
    '<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row></sheetData></worksheet>';
  assert.equal(await codeOf(await withParts({ 'xl/worksheets/sheet1.xml': sheet })), 'form_broken');
});

test('a form of another writer is filled too: prefixed elements, rows without places, shared formulas, no styles of its own', async () => {
  const cell = (col: string, text: string) =>
    `<x:c r="${col}1" t="inlineStr"><x:is><x:t>${text}</x:t></x:is></x:c>`;
  const sheet = `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData><x:row>${cell('A', '姓名')}${cell('B', '性别')}${cell('C', '电话')}${cell('D', '岁')}</x:row><x:row><x:c/><x:c/><x:c/><x:c><x:f>YEAR($A$5)-2000+C2</x:f><x:v>1</x:v></x:c></x:row><x:row r="5"><x:c r="A5"><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`;
  const book = await openBook(await withParts({ 'xl/worksheets/sheet1.xml': sheet }));
  const { layout, sheet: form } = recognise(book, words)!;
  assert.deepEqual([layout.kind, layout.first, layout.last], ['list', 2, 2]);
  const people = ['甲', '乙', '丙'].map((name, i) => ({
    id: name,
    values: { name, phone: `1380000000${i}` },
  }));
  const filled = fillList(book, form, { layout, words, general: {} }, people);
  const text = textOf(filled.book, 'xl/worksheets/sheet1.xml');
  assert.match(text, /<x:c r="A3" t="inlineStr"><x:is><x:t xml:space="preserve">乙<\/x:t><\/x:is><\/x:c>/);
  assert.match(text, /<x:c r="D2"><x:f>YEAR\(\$A\$7\)-2000\+C2<\/x:f><x:v>1<\/x:v>/);
  assert.match(text, /<x:c r="D4"><x:f>YEAR\(\$A\$7\)-2000\+C4<\/x:f><\/x:c>/);
  assert.match(text, /<x:row r="7"><x:c r="A7"><x:v>7<\/x:v>/);
});
