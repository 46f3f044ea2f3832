import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  awaited,
  distanceWords,
  durationWords,
  judgeArrival,
  metresBetween,
  PARTY_STATES,
  ratable,
} from './rules.ts';
import { sketch } from './sketch.ts';

const site = { lng: 114.4, lat: 30.4 };
const calledAt = new Date('2026-03-02T01:00:00Z');
const arriveBy = new Date('2026-03-02T01:30:00Z');
const whistle = { site, radius: 300, calledAt, arriveBy };

test('a distance is that of the ground: a minute of latitude is a nautical mile, a minute of longitude less', () => {
  assert.equal(metresBetween(site, site), 0);
  assert.ok(Math.abs(metresBetween(site, { lng: 114.4, lat: 30.4 + 1 / 60 }) - 1853) <= 1);
  assert.ok(Math.abs(metresBetween(site, { lng: 114.4 + 1 / 60, lat: 30.4 }) - 1598) <= 2);
  assert.equal(metresBetween({ lng: 179.999, lat: 0 }, { lng: -179.999, lat: 0 }), 222);
});

test('an arrival at the deadline is in time, a second later it is late by that second', () => {
  const now = new Date('2026-03-02T02:00:00Z');
  const at = (text: string) => judgeArrival({ ...site, at: text }, whistle, now);
  assert.equal(at('2026-03-02T01:30:00Z').lateSeconds, 0);
  assert.equal(at('2026-03-02T01:30:01Z').lateSeconds, 1);
  assert.equal(judgeArrival(site, whistle, now).lateSeconds, 1800);
});

test('the time of the phone is not believed before the call nor after the receipt', () => {
  const now = new Date('2026-03-02T01:45:00Z');
  for (const at of ['2026-03-02T00:59:59Z', '2026-03-02T01:45:01Z', '1999-01-01T00:00:00Z']) {
    const arrival = judgeArrival({ ...site, at }, whistle, now);
    assert.deepEqual([arrival.actedAt, arrival.lateSeconds], [now, 900], at);
  }
});

test('far is farther than the radius, and not at it', () => {
  const now = new Date('2026-03-02T01:10:00Z');
  const place = { lng: 114.4, lat: 30.403 };
  const metres = metresBetween(place, site);
  assert.equal(judgeArrival(place, { ...whistle, radius: metres }, now).far, false);
  assert.equal(judgeArrival(place, { ...whistle, radius: metres - 1 }, now).far, true);
});

test('only who had to come and was not let go is rated', () => {
  const states = Object.keys(PARTY_STATES) as (keyof typeof PARTY_STATES)[];
  assert.deepEqual(
    states.filter((state) => ratable({ role: 'co', state })),
    ['answered', 'excused'],
  );
  assert.deepEqual(states.filter(awaited), ['called', 'arrived']);
  assert.ok(!ratable({ role: 'inform', state: 'answered' }));
});

test('distances and delays are said as people say them', () => {
  assert.equal(distanceWords(85), '85 米');
  assert.equal(distanceWords(1240), '1.2 公里');
  assert.equal(durationWords(61), '2 分钟');
  assert.equal(durationWords(3900), '1 小时 5 分钟');
});

test('in the sketch no mark hides another, and names are no markup', () => {
  const svg = sketch(site, 300, [
    { name: '甲<b>', point: site },
    { name: '乙', point: site },
    { name: '丙', point: { lng: 115, lat: 31 } },
  ]);
  const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)" r="8"/g)].map(([, x, y]) => [
    Number(x),
    Number(y),
  ]);
  assert.equal(dots.length, 3);
  dots.forEach(([x, y], i) => {
    assert.ok(x! > 0 && x! < 360 && y! > 0 && y! < 360);
    for (const [ox, oy] of dots.slice(i + 1)) assert.ok(Math.hypot(x! - ox!, y! - oy!) >= 15.9);
  });
  assert.ok(svg.includes('甲&lt;b&gt;') && !svg.includes('<b>'));
});
