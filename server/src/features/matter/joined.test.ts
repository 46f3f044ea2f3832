import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyTemplate, testProgram } from '../../../test/harness.ts';
import { askingCity } from './asking.sample.ts';

const program = await testProgram(await emptyTemplate());
const { clock } = program;
clock.advance(Date.parse('2026-11-23T09:30:00+08:00') - clock.now().getTime());
const city = await askingCity(program);
const { caller, west, water, power } = city;

interface Shown {
  clocks: { kind: string; started_at: string; due_at: string; stopped_at: string | null }[];
  tasks: { unit: { name: string } | null; due_at: string | null; closed_at: string | null }[];
}

test('a unit that comes later has the limit of the work, and its own time to sign from then on', async () => {
  const { id } = await city.report(caller);
  const units = [{ unit: await city.unitOf('water'), role: 'main' }];
  await city.perform(west, id, 'dispatch', { units });
  await city.perform(water, id, 'sign');
  clock.advance(3 * 3_600_000);
  const both = [...units, { unit: await city.unitOf('power'), role: 'co' }];
  assert.equal((await city.perform(west, id, 'dispatch', { units: both })).status, 200);
  const shown = async (): Promise<Shown> => (await power('GET', `/api/matters/${id}`)).body;
  const running = ({ clocks }: Shown, kind: string) =>
    clocks.filter((each) => each.kind === kind && each.stopped_at === null);
  const joined = await shown();
  const [handle, ...others] = running(joined, 'handle');
  assert.equal(others.length, 0, 'the work has one limit');
  assert.equal(joined.tasks.find(({ unit }) => unit?.name === 'power')!.due_at, handle!.due_at);
  const [sign] = running(joined, 'sign');
  assert.equal(Date.parse(sign!.due_at) - Date.parse(sign!.started_at), 4 * 3_600_000);
  assert.ok(sign!.started_at > handle!.started_at);
  await city.perform(power, id, 'sign');
  assert.equal(running(await shown(), 'sign').length, 0);
});
