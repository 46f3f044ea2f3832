import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnNames } from '../../platform/sheet/heads.ts';
import { readMoment } from './import.dates.ts';
import { suggestColumns } from './import.fields.ts';

const US = 'MM/DD/YYYY hh:mm:ss A';
const iso = (cell: string | number | Date, format = 'auto', zone = 'Asia/Shanghai') =>
  readMoment(cell, format, zone)?.toISOString() ?? null;

test('moments are read in the usual forms, as wall clocks of their zone', () => {
  for (const [cell, expected] of [
    ['2026-03-01 08:30', '2026-03-01T00:30:00.000Z'],
    ['2026/3/1 8:30:05', '2026-03-01T00:30:05.000Z'],
    ['2026年3月1日', '2026-02-28T16:00:00.000Z'],
    ['2026-03-01T08:30:00Z', '2026-03-01T08:30:00.000Z'],
    ['2026-03-01T08:30:00', '2026-03-01T00:30:00.000Z'],
    [46028.375, '2026-01-06T01:00:00.000Z'],
    [new Date(Date.UTC(2026, 0, 6, 9)), '2026-01-06T01:00:00.000Z'],
  ] as const)
    assert.equal(iso(cell), expected, String(cell));
});

test('a format and a zone decide what a text alone does not, summer time included', () => {
  assert.equal(iso('01/02/2015 12:20:09 AM', US, 'America/New_York'), '2015-01-02T05:20:09.000Z');
  assert.equal(iso('07/02/2015 12:20:09 PM', US, 'America/New_York'), '2015-07-02T16:20:09.000Z');
  assert.equal(iso('03/08/2015 03:00:00 AM', US, 'America/New_York'), '2015-03-08T07:00:00.000Z');
});

test('what is no moment, or could be read in two ways, is none', () => {
  for (const cell of ['去年', '03/04/2026', '2026-02-30', '2026-03-01 25:00', '20260301', ''])
    assert.equal(iso(cell), null, cell);
  assert.equal(iso('13/01/2015 01:00:00 AM', US), null);
  assert.equal(iso('01/02/2015 13:00:00 PM', US), null);
});

test('columns are recognised by their headers in both languages; blank and repeated ones get names', () => {
  assert.deepEqual(columnNames(['编号', '', '编号']), ['编号', '第2列', '编号(2)']);
  const suggested = suggestColumns([
    'Unique Key',
    'Created Date',
    'Complaint Type',
    'LATITUDE',
    'Longitude',
    '诉求内容',
    '别的',
  ]);
  assert.deepEqual(suggested, {
    reference: ['Unique Key'],
    created_at: ['Created Date'],
    category: ['Complaint Type'],
    lat: ['LATITUDE'],
    lng: ['Longitude'],
    text: ['诉求内容'],
  });
});
