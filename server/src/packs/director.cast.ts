import type { Wanted } from './director.plan.ts';
import { THROUGH } from './director.scripts.ts';
import type { Stage } from './director.stage.ts';

const many = (n: number, make: (i: number) => Wanted): Wanted[] =>
  Array.from({ length: n }, (_, i) => make(i));

/** Two matters standing in every state of every flow. */
function everyState(): Wanted[] {
  return Object.entries(THROUGH).flatMap(([type, states]) =>
    Object.keys(states).flatMap((stop) => many(2, (i) => ({ type, stop, age: 110 + i * 20, slow: 0.3 }))),
  );
}

/** What was judged badly again and again, in every flow. */
function contested(): Wanted[] {
  return Object.keys(THROUGH).flatMap((type) =>
    many(2, (i) => ({ type, script: 'contested', stop: 'contested', age: 300 + i * 20, slow: 0.3 })),
  );
}

/** What the demo accounts of one chain of areas have to do today. */
function todo(stage: Stage, first: 1 | 2, worker: string): Wanted[] {
  const { book } = stage;
  const community = book.at([first, 1, 1]);
  const event = (stop: string, age: number, more: Partial<Wanted> = {}): Wanted => ({
    type: 'city-event',
    within: community,
    stop,
    age,
    slow: 0.3,
    ...more,
  });
  return [
    ...many(3, (i) => event('reported', 0.4 + i * 0.9)),
    ...many(2, (i) => event('accepted', 4 + i * 20)),
    ...many(2, (i) => event('registered', 5 + i * 20)),
    ...many(3, (i) => event('verifying', 44 + i * 20)),
    event('verified', 70),
    event('returned', 30),
    ...many(4, (i) => ({
      ...event('handling', 8 + i * 18, {
        within: book.at([first, 1, 1, 1]),
        category: /gbt-e-01-36|gbt-e-04-10|gbt-e-02-01/,
      }),
      worker: stage.staffId(worker),
    })),
    ...many(2, (i) => event('raised', 50 + i * 24, { within: book.at([first, 1]) })),
    ...['reported', 'accepted', 'verifying'].flatMap((stop, k) =>
      many(2, (i) => ({
        type: 'complaint',
        stop,
        within: book.at([first]),
        age: 6 + k * 30 + i * 14,
        slow: 0.3,
      })),
    ),
    { type: 'dispute', stop: 'accepted', within: community, age: 30 },
    { type: 'dispute', stop: 'mediating', within: community, age: 50 },
    { type: 'wish', stop: 'open', within: community, age: 30 },
    { type: 'wish', stop: 'reported', within: community, age: 3 },
    ...many(3, (i) => ({ type: 'repair', stop: 'reported', within: community, age: 0.5 + i })),
    ...many(2, (i) => ({ type: 'repair', stop: 'handling', within: community, age: 20 + i * 10, slow: 0.3 })),
  ];
}

/** Work of the two demo departments and of the city's own centre. */
function departments(stage: Stage): Wanted[] {
  const urban = /gbt-e-04-0|gbt-e-02-03|gbt-e-03-0|gbt-e-01-11/;
  const water = /gbt-e-05-01|gbt-c-01-01/;
  const event = { type: 'city-event', stop: 'handling', slow: 0.3 };
  return [
    ...many(5, (i) => ({ ...event, category: urban, within: stage.book.at([1]), age: 7 + i * 12 })),
    ...many(4, (i) => ({ ...event, category: water, age: 7 + i * 15 })),
    ...many(3, (i) => ({ type: 'complaint', stop: 'raised', age: 60 + i * 30, slow: 0.3 })),
    ...many(2, (i) => ({ type: 'complaint', category: /hl-220|hl-221/, stop: 'handling', age: 20 + i * 9 })),
  ];
}

/** The demo residents' own calls, and what the demo's hotline agent registered. */
function calls(stage: Stage): Wanted[] {
  const own = stage.residents.filter(({ username }) => username);
  const residents = own.flatMap((caller): Wanted[] => {
    const within = caller.code.slice(0, 12);
    return [
      { type: 'city-event', stop: 'handling', age: 28, slow: 0.3 },
      { type: 'city-event', stop: 'closed', age: 80, slow: 0.2 },
      { type: 'repair', stop: 'done', age: 40, slow: 0.2 },
      { type: 'repair', script: 'archived', age: 400 },
      { type: 'complaint', stop: 'verifying', age: 60, slow: 0.3 },
      { type: 'wish', stop: 'open', age: 26 },
      { type: 'city-event', stop: 'reported', age: 0.2 },
    ].map((wanted) => ({ ...wanted, caller, within }));
  });
  const agent = { by: 'hotline', source: 'hotline', slow: 0.3 };
  const hotline: Wanted[] = [
    ...['reported', 'accepted', 'handling', 'verifying', 'closed'].map((stop, i) => ({
      type: 'complaint',
      stop,
      age: 0.3 + i * 18,
      ...agent,
    })),
    { type: 'city-event', stop: 'handling', age: 9, ...agent },
  ];
  return [...residents, ...hotline];
}

/** Matters the demo cannot do without: every state, work for every demo account, and calls of the last minutes. */
export function castOf(stage: Stage): Wanted[] {
  return [
    ...todo(stage, 1, 'grid1'),
    ...todo(stage, 2, 'grid2'),
    ...departments(stage),
    ...calls(stage),
    ...everyState(),
    ...many(12, (i) => ({ age: 0.04 + i * 0.06, script: undefined })),
    ...contested(),
  ];
}
