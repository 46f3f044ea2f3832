import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Unit } from '../account/index.ts';
import type { AreaNode } from '../area/index.ts';
import type { CategoryNode, Responsibility } from './registry.ts';
import { type Suggesting, suggestUnits, type ToPlace } from './rules.suggest.ts';

const PATHS: Record<string, string[]> = {
  city: ['city'],
  east: ['city', 'east'],
  grid: ['city', 'east', 'grid'],
  mall: ['city', 'east', 'mall'],
  west: ['city', 'west'],
};
const UNITS: Record<string, string | null> = {
  cityLamps: 'lamps',
  eastLamps: 'lamps',
  eastStreet: 'street',
  mallGuard: null,
  fire: 'fire',
  closed: 'lamps',
};

function around(rows: Responsibility[]): Suggesting {
  const area = (id: string) =>
    PATHS[id] &&
    ({ id, path: PATHS[id], kind: id === 'mall' ? 'special' : 'ordinary' } as unknown as AreaNode);
  const unit = (id: string) =>
    id in UNITS ? ({ id, specialty: UNITS[id], retired: id === 'closed' } as Unit) : undefined;
  const categories = new Map([['lamp', { code: 'lamp', parentCode: 'utilities' } as CategoryNode]]);
  return {
    types: { types: new Map(), categories, responsibilities: rows },
    areas: { get: area } as Suggesting['areas'],
    units: { get: unit } as Suggesting['units'],
  };
}

const row = (unit_id: string, area_id: string, more: Partial<Responsibility> = {}): Responsibility => ({
  type_code: null,
  category_code: null,
  area_id,
  unit_id,
  role: 'main',
  priority: 0,
  ...more,
});
const lamp = (area_id: string): ToPlace => ({ type_code: 'city-event', category_code: 'lamp', area_id });
const said = (rows: Responsibility[], matter: ToPlace) =>
  suggestUnits(around(rows), matter).map(({ unit, role }) => `${role} ${unit}`);

test('a row of the special grid goes before a deeper class', () => {
  const rows = [row('eastLamps', 'east', { category_code: 'lamp' }), row('mallGuard', 'mall')];
  assert.deepEqual(said(rows, lamp('mall')), ['main mallGuard']);
  assert.deepEqual(said(rows, lamp('grid')), ['main eastLamps']);
});

test('the class goes before its group, the group before the type, the type before everything', () => {
  const rows = [
    row('fire', 'grid', { priority: 99 }),
    row('eastStreet', 'east', { type_code: 'city-event', priority: 50 }),
    row('cityLamps', 'city', { category_code: 'utilities' }),
  ];
  assert.deepEqual(said(rows, lamp('grid')), ['main cityLamps']);
  assert.deepEqual(said([...rows, row('eastLamps', 'city', { category_code: 'lamp' })], lamp('grid')), [
    'main eastLamps',
  ]);
  assert.deepEqual(said(rows, { ...lamp('grid'), category_code: null }), ['main eastStreet']);
  assert.deepEqual(said(rows, { ...lamp('grid'), type_code: 'wish', category_code: null }), ['main fire']);
});

test('of equal classes the deeper area wins, then the priority', () => {
  const rows = [
    row('cityLamps', 'city', { category_code: 'lamp', priority: 20 }),
    row('eastLamps', 'east', { category_code: 'lamp', priority: 10 }),
    row('eastStreet', 'east', { category_code: 'lamp', priority: 5 }),
  ];
  assert.deepEqual(said(rows, lamp('grid')), ['main eastLamps']);
  assert.deepEqual(said(rows, lamp('west')), ['main cityLamps']);
});

test('helpers add up, of one specialty the nearest, each unit once and a retired one never', () => {
  const rows = [
    row('eastStreet', 'east', { type_code: 'city-event' }),
    row('cityLamps', 'city', { role: 'co', category_code: 'lamp' }),
    row('eastLamps', 'east', { role: 'co', category_code: 'lamp' }),
    row('closed', 'grid', { role: 'co', category_code: 'lamp' }),
    row('fire', 'city', { role: 'co', category_code: 'utilities' }),
    row('eastStreet', 'east', { role: 'inform' }),
    row('mallGuard', 'east', { role: 'inform' }),
  ];
  assert.deepEqual(said(rows, lamp('grid')), [
    'main eastStreet',
    'co eastLamps',
    'co fire',
    'inform mallGuard',
  ]);
});

test('nothing is proposed where the matrix is silent', () => {
  assert.deepEqual(said([row('eastLamps', 'east', { category_code: 'lamp' })], lamp('west')), []);
});
