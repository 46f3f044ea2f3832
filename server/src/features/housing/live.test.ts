import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { housingStage } from '../../../test/housing.ts';
import type { News } from '../../platform/live.ts';
import { loadActor } from '../account/index.ts';

const { program, runtime, people, building } = await housingStage();
await program.start();

test('what happens in a grid its community hears, too: not the next one, nor the city', async () => {
  const heard: Record<string, News[]> = { grid: [], west: [], east: [], city: [] };
  for (const [name, news] of Object.entries(heard)) {
    const actor = await loadActor(runtime.db, people[name as keyof typeof people]);
    runtime.live.listen(actor!, (each) => news.push(each));
  }
  const { id } = await building('grid', '听得见的楼');
  const subject = `building:${id}`;
  const has = (name: string) => heard[name]!.some((each) => each.subject === subject);
  for (let i = 0; i < 500 && !(has('grid') && has('west')); i++) await sleep(50);
  assert.deepEqual(
    Object.keys(heard).map((name) => [name, has(name)]),
    [
      ['grid', true],
      ['west', true],
      ['east', false],
      ['city', false],
    ],
  );
});
