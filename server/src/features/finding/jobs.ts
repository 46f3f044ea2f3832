import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { grow, raise } from './commands.raise.ts';
import { keepPoint, nearBy, ofCaller, type Point, pointOf } from './gather.ts';
import { callerRule, type Earlier, gather, placeRule } from './rules.ts';
import { type CallerRule, type PlaceRule, policyOf } from './settings.ts';

const DAY = 86_400_000;

async function addUp(
  ctx: Context,
  point: Point,
  rule: PlaceRule | CallerRule,
  earlier: readonly Earlier[],
  seq: number,
): Promise<void> {
  const found = gather(point, earlier, rule);
  if (found.kind === 'grow') await grow(ctx, found.finding, point);
  // History that is brought in tells of what once was; nobody is warned of it.
  const past = ctx.now.getTime() - point.at.getTime() > rule.days * DAY;
  if (found.kind === 'raise' && !past)
    await raise(ctx, rule, rule.kind === 'place' ? point.group : null, found.calls, seq);
}

/** One call: a few look-ups in the cells around it and among its caller's, whatever else there is. */
async function take(ctx: Context, { subject, seq }: EventRow): Promise<void> {
  const point = await pointOf(ctx, subject);
  if (!point) return;
  const policy = await policyOf(ctx.runtime);
  const atPlace = placeRule(policy, point);
  const byCaller = callerRule(policy);
  if (atPlace) await addUp(ctx, point, atPlace, await nearBy(ctx, point, atPlace.radius), seq);
  if (byCaller && point.caller)
    await addUp(ctx, point, byCaller, await ofCaller(ctx, point, 2 * byCaller.count), seq);
  await keepPoint(ctx, point);
}

const FOLLOWED = new Set(['matter.opened', 'matter.amend']);

/** Follows the calls and raises findings as they add up. */
export const findingFollower: Subscriber = {
  name: 'finding.calls',
  // Each call is looked up for itself: nobody's messages wait behind hundreds of them.
  most: 25,
  wants: (kind) => FOLLOWED.has(kind),
  async handle(ctx, events) {
    for (const event of events) await take(ctx, event);
  },
};
