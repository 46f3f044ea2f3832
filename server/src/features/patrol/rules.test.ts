import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDays } from '../../platform/day.ts';
import { seededRandom } from '../area/sample.ts';
import { answerFaults, findingOf, type Item, itemFaults, photosOf } from './rules.items.ts';
import { coverageOf, duePeriods, type Pause, type Per, type Plan, periodsOf } from './rules.ts';

const PERS: Per[] = ['day', 'week', 'month', 'once'];

function anyPlan(random: () => number): Plan {
  const starts_on = addDays('2026-01-01', Math.floor(random() * 400));
  return {
    starts_on,
    ends_on: addDays(starts_on, Math.floor(random() * 120)),
    per: PERS[Math.floor(random() * PERS.length)]!,
    times: 1 + Math.floor(random() * 3),
    pauses: [],
  };
}

test('periods follow each other without gap or overlap and cover exactly the days of the campaign', () => {
  const random = seededRandom(7);
  for (let round = 0; round < 300; round++) {
    const plan = anyPlan(random);
    const periods = periodsOf(plan);
    assert.equal(periods[0]!.first, plan.starts_on);
    assert.equal(periods.at(-1)!.last, plan.ends_on);
    for (const [i, period] of periods.entries()) {
      assert.ok(period.start <= period.first && period.first <= period.last);
      if (i > 0) assert.equal(period.first, addDays(periods[i - 1]!.last, 1));
    }
  }
});

test('a week begins on Monday, a month on its first, a year ends', () => {
  const weeks = periodsOf({ starts_on: '2026-12-30', ends_on: '2027-01-05', per: 'week' });
  assert.deepEqual(
    weeks.map(({ start, first, last }) => [start, first, last]),
    [
      ['2026-12-28', '2026-12-30', '2027-01-03'],
      ['2027-01-04', '2027-01-04', '2027-01-05'],
    ],
  );
  const months = periodsOf({ starts_on: '2026-01-31', ends_on: '2026-03-01', per: 'month' });
  assert.deepEqual(
    months.map(({ start }) => start),
    ['2026-01-01', '2026-02-01', '2026-03-01'],
  );
});

/**
 * The property the timer stands on: whatever days the program looked, was stopped, or was paused and resumed in between, what it
 * has made in the end is each period once, and exactly those with a day on which the campaign was not paused.
 */
test('visits are made exactly once per grid and period for any starts, stops, pauses and restarts', () => {
  const random = seededRandom(11);
  for (let round = 0; round < 400; round++) {
    const plan = anyPlan(random);
    const pauses: Pause[] = [];
    const made = new Set<string>();
    const wasOpen = new Set<string>();
    const last = addDays(plan.ends_on, 3);
    for (let day = addDays(plan.starts_on, -2); day <= last; day = addDays(day, 1)) {
      const lasting = pauses.find((pause) => pause.to === null);
      const before = lasting && lasting.from < day;
      if (lasting && before && random() < 0.2) lasting.to = addDays(day, -1);
      else if (!lasting && random() < 0.1 && !pauses.some((pause) => pause.to !== null && pause.to >= day))
        pauses.push({ from: day, to: null });
      if (!pauses.some((pause) => pause.to === null)) wasOpen.add(day);
      // The program looks on some days only, on some twice.
      for (let looks = Math.floor(random() * 3); looks > 0; looks--)
        for (const period of duePeriods({ ...plan, pauses }, day)) made.add(period.start);
    }
    for (const period of duePeriods({ ...plan, pauses }, last)) made.add(period.start);
    const wanted = periodsOf(plan).filter(({ first, last: end }) => {
      for (let day = first; day <= end; day = addDays(day, 1)) if (wasOpen.has(day)) return true;
      return false;
    });
    assert.deepEqual(
      [...made].sort(),
      wanted.map(({ start }) => start),
      JSON.stringify({ plan, pauses }),
    );
  }
});

test('nothing is asked of a grid before its period has begun', () => {
  const plan = { starts_on: '2026-03-02', ends_on: '2026-03-31', per: 'week' as const, pauses: [] };
  assert.deepEqual(duePeriods(plan, '2026-03-01'), []);
  assert.deepEqual(
    duePeriods(plan, '2026-03-10').map(({ start }) => start),
    ['2026-03-02', '2026-03-09'],
  );
});

test('coverage reads overdue before all else, then all, some, none, or nothing asked yet', () => {
  assert.equal(coverageOf({ planned: 3, done: 2, open_late: 1 }), 'overdue');
  assert.equal(coverageOf({ planned: 3, done: 3, open_late: 0 }), 'done');
  assert.equal(coverageOf({ planned: 3, done: 1, open_late: 0 }), 'partly');
  assert.equal(coverageOf({ planned: 3, done: 0, open_late: 0 }), 'none');
  assert.equal(coverageOf({ planned: 0, done: 0, open_late: 0 }), 'idle');
});

const ITEMS: Item[] = [
  { code: 'clear', label: '消防通道畅通', kind: 'yes_no', bad: 'no', matter_type: 'city-event' },
  { code: 'extinguishers', label: '灭火器数量', kind: 'number', min: 2 },
  {
    code: 'state',
    label: '门头状况',
    kind: 'choice',
    options: [{ value: '好' }, { value: '破损', bad: true }],
  },
  { code: 'photo', label: '现场照片', kind: 'photo' },
  { code: 'more', label: '其他', kind: 'text', required: false },
];

test('an answer is a finding when it is the bad one, outside its bounds, or has a note where nothing else can tell', () => {
  const [clear, extinguishers, state, photo] = ITEMS as [Item, Item, Item, Item];
  assert.equal(
    findingOf(clear, { code: 'clear', value: false, note: '堆有纸箱' }),
    '消防通道畅通：否：堆有纸箱',
  );
  assert.equal(findingOf(clear, { code: 'clear', value: true, note: '很好' }), null);
  assert.equal(findingOf(extinguishers, { code: 'extinguishers', value: 1 }), '灭火器数量：1');
  assert.equal(findingOf(extinguishers, { code: 'extinguishers', value: 2 }), null);
  assert.equal(findingOf(state, { code: 'state', value: '破损' }), '门头状况：破损');
  assert.equal(findingOf(photo, { code: 'photo', photos: 1 }), null);
});

test('missing, foreign and miscounted answers are refused where they stand', () => {
  const said = [
    { code: 'clear', value: 'no' },
    { code: 'extinguishers', value: 3 },
    { code: 'nobody', value: 1 },
  ];
  const faults = answerFaults(ITEMS, said, 2);
  assert.deepEqual(
    faults.map(({ path, code }) => `${path} ${code}`),
    [
      'answers.2.code unknown_field',
      'answers.clear not_option',
      'answers.state required',
      'answers.photo required',
      'files not_files',
    ],
  );
});

test('photos go to the answers in the order in which both were sent', () => {
  const said = [
    { code: 'clear', photos: 1 },
    { code: 'photo', photos: 2 },
  ];
  assert.deepEqual(
    [...photosOf(said, ['a', 'b', 'c'])],
    [
      ['clear', ['a']],
      ['photo', ['b', 'c']],
    ],
  );
});

test('a checklist that cannot be answered is refused when it is written', () => {
  const faults = itemFaults([
    { code: 'a', label: '甲', kind: 'choice', options: [{ value: '一' }] },
    { code: 'a', label: '乙', kind: 'number', min: 3, max: 2 },
  ]);
  assert.deepEqual(
    faults.map(({ code }) => code),
    ['too_few', 'repeated', 'before'],
  );
});
