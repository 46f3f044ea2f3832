import fc from 'fast-check';
import type { CalendarDefinition, Definition, LadderDefinition } from '../workflow/index.ts';

/** Random flows, calendars and ladders for proving that nothing is ever left lying. */

const limit = fc.constantFrom('30m', '4h', '2wh', '4wh', '1wd', '3wd', '2d');
const KINDS = ['accept', 'register', 'dispatch', 'handle', 'verify', 'arbitrate'] as const;
const SYSTEM = { relation: 'system', permission: 'matter:system' } as const;
const CENTRE = { relation: 'centre', permission: 'matter:dispatch' } as const;

const step = fc.record({
  unit: fc.boolean(),
  clocks: fc.uniqueArray(fc.record({ kind: fc.constantFrom(...KINDS), limit }), {
    maxLength: 2,
    selector: ({ kind }) => kind,
  }),
  raisesHere: fc.boolean(),
  suspends: fc.boolean(),
});

type Drawn = typeof step extends fc.Arbitrary<infer T> ? T : never;

function stateOf({ unit, clocks }: Drawn, i: number): Definition['states'][string] {
  const timed = clocks.length > 0 ? clocks : [{ kind: KINDS[0], limit: '1wd' }];
  return {
    name: `第 ${i + 1} 步`,
    phase: 'handle',
    owner: unit ? 'main_unit' : 'centre',
    todo: { kind: 'handle', holder: unit ? 'main_unit' : 'centre', otherwise: 'centre', each_unit: unit },
    clocks: timed.map(({ kind, limit: span }) => ({ kind, limit: [span] })),
  };
}

/** A flow of some steps in a row, each to be suspended or not, each raised where it is or into the centre's hands. */
export const flows: fc.Arbitrary<Definition> = fc
  .record({ steps: fc.array(step, { minLength: 1, maxLength: 4 }), overall: fc.option(limit), raised: limit })
  .map(({ steps, overall, raised }) => {
    const codes = steps.map((_, i) => `s${i}`);
    const suspending = codes.filter((_, i) => steps[i]!.suspends);
    const open = [...codes, 'raised', ...(suspending.length > 0 ? ['still'] : [])];
    const here = codes.filter((_, i) => steps[i]!.raisesHere);
    const reason = { name: 'reason', kind: 'textarea', label: '理由', required: true } as const;
    return {
      code: 'drawn',
      version: 1,
      name: '随机流程',
      initial: 's0',
      ...(overall && { overall: { kind: 'resolve', limit: [overall] } }),
      opened: { audience: 'caller' },
      states: {
        ...Object.fromEntries(steps.map((each, i) => [codes[i], stateOf(each, i)])),
        raised: {
          ...stateOf({ ...steps[0]!, unit: false }, 8),
          name: '已提级',
          clocks: [{ kind: 'dispatch', limit: [raised] }],
        },
        ...(suspending.length > 0 && {
          still: {
            ...stateOf({ ...steps[0]!, unit: false }, 9),
            name: '已挂起',
            paused: true,
            clocks: [{ kind: 'suspend', limit: ['5d'] }],
          },
        }),
        done: { name: '办结', phase: 'archive', terminal: true, settled: true },
      },
      actions: {
        ...Object.fromEntries(
          [...codes, 'raised'].map((code, i) => [
            `go-${code}`,
            {
              name: '下一步',
              from: [code],
              to: code === 'raised' ? 's0' : (codes[i + 1] ?? 'done'),
              by: [CENTRE],
              audience: 'staff',
            },
          ]),
        ),
        escalate: {
          name: '提级',
          from: open,
          to: [
            ...(here.length > 0
              ? [{ when: `matter.state in [${here.map((code) => `"${code}"`).join(', ')}]`, to: 'same' }]
              : []),
            { to: 'raised' },
          ],
          by: [SYSTEM, CENTRE],
          form: [reason],
          effects: ['raise_centre'],
          count: 'raises',
          audience: 'staff',
        },
        ...(suspending.length > 0 && {
          suspend: { name: '挂起', from: suspending, to: 'still', by: [CENTRE], audience: 'staff' },
          resume: { name: '恢复', from: ['still'], to: 'previous', by: [CENTRE], audience: 'staff' },
        }),
      },
    } as Definition;
  });

const hours = fc.constantFrom('08:00-12:00', '09:00-17:00', '00:00-24:00', '20:00-23:30');

/** Some working days of the week, each with its hours. */
export const calendars: fc.Arbitrary<CalendarDefinition> = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: 7 }), hours), {
    minLength: 1,
    maxLength: 7,
    selector: ([day]) => day,
  })
  .map((days) => ({
    name: '随机日历',
    timezone: 'Asia/Shanghai',
    week: Object.fromEntries(days.map(([day, span]) => [String(day), [span]])),
  }));

const ORDERED = ['+1h', '+4h', '+1ud', '+2ud', '+3d', '+5d'];
const rungs = fc
  .record({
    warn: fc.boolean(),
    middle: fc.subarray(['urge', 'yellow', 'red'] as const),
    last: fc.constantFrom('escalate', 'alarm'),
    repeat: fc.constantFrom('4wh', '1d', '1wd'),
  })
  .map(({ warn, middle, last, repeat }) => {
    const upwards = last === 'alarm' ? ['escalate', 'alarm'] : ['escalate'];
    const after = [...middle, ...upwards].map((step, i) => ({ at: ORDERED[i]!, do: step }));
    return [
      ...(warn ? [{ at: '80%', do: 'warn' }] : []),
      ...after.slice(0, -1),
      { ...after.at(-1)!, repeat },
    ];
  });

export const ladders: fc.Arbitrary<LadderDefinition> = fc
  .record({ usual: rungs, whole: fc.option(rungs) })
  .map(
    ({ usual, whole }) =>
      ({
        name: '随机阶梯',
        cards: { notice: '2d', yellow: '1d', red: '4h' },
        default: usual,
        kinds: {
          ...(whole && { resolve: whole }),
          reply: [
            { at: 'due', do: 'climb' },
            { at: '+1d', do: 'alarm', repeat: '1d' },
          ],
        },
      }) as LadderDefinition,
  );

/** What people do: go on, suspend, resume, raise, or nothing, and how long they take. */
export const histories = fc.array(
  fc.record({
    does: fc.constantFrom('go', 'suspend', 'resume', 'escalate', 'nothing', 'nothing'),
    hours: fc.integer({ min: 0, max: 60 }),
  }),
  { maxLength: 8 },
);
