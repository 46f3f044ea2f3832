import { randomUUID } from 'node:crypto';
import { createMatter, joinMatter } from '../features/matter/index.ts';
import { ManualClock } from '../platform/clock.ts';
import type { Runtime } from '../platform/runtime.ts';
import type { Stage } from './director.stage.ts';

const MINUTE = 60_000;
/** Degrees of latitude in about ten metres. */
const TEN_METRES = 0.00009;

/** Street lamps. */
const LAMP = 'gbt-c-01-37';

/** What was said at the corner, minutes ago; how far along the street. */
const CALLS = [
  { ago: 95, along: 0, text: '路口的路灯又不亮了，上周才修过，晚上过马路看不清。' },
  { ago: 70, along: 2, text: '这一段路灯一闪一闪，隔几天就坏一次，能不能彻底查一查线路。' },
  { ago: 40, along: 4, text: '门口连着两盏路灯都黑着，老人晚上出门不方便。' },
];
const JOINED = [
  { ago: 30, text: '我们楼也是，晚上一片黑。' },
  { ago: 12, text: '' },
];

/** A corner of the first community that several residents call about, two of them by 我也遇到了: it raises a finding to be seen. */
export async function loadHotSpot(runtime: Runtime, stage: Stage, end: Date): Promise<void> {
  const community = stage.book.at([1, 1, 1]);
  const strangers = stage.residents.filter(({ username }) => !username);
  const near = strangers.filter(({ code }) => code.startsWith(community));
  const people = [...near, ...strangers.filter((person) => !near.includes(person))];
  const spot = [...stage.buildings.values()].flat().find(({ code }) => code.startsWith(community));
  if (!spot || people.length < CALLS.length + JOINED.length) return;
  const clock = new ManualClock(new Date(end.getTime() - CALLS[0]!.ago * MINUTE));
  const then = { ...runtime, clock };
  const at = (ago: number) => clock.set(new Date(end.getTime() - ago * MINUTE));
  let newest = '';
  for (const [i, { ago, along, text }] of CALLS.entries()) {
    at(ago);
    const point = { lng: spot.lng, lat: spot.lat + along * TEN_METRES };
    const input = { client_id: randomUUID(), type: 'city-event', category: LAMP, text, point };
    newest = (await createMatter(then, await stage.actor(people[i]!.id), input)).id;
  }
  for (const [i, { ago, text }] of JOINED.entries()) {
    at(ago);
    const actor = await stage.actor(people[CALLS.length + i]!.id);
    await joinMatter(then, actor, newest, { client_id: randomUUID(), ...(text && { text }) });
  }
}
