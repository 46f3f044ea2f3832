import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { Batch } from './batch.ts';
import { grow, raise } from './commands.raise.ts';
import { type Asked, nearBy, ofCallers, partsOf } from './gather.ts';
import { keepPoints, type Point, pointsOf } from './points.ts';
import { callerRule, gather, placeRule } from './rules.ts';
import { type CallerRule, type PlaceRule, type Policy, policyOf, type Rule } from './settings.ts';

const DAY = 86_400_000;

/** The rules by which a call may add up with others. */
function rulesOf(policy: Policy, point: Point): Rule[] {
  const place = point.place && placeRule(policy, point);
  const caller = point.caller && callerRule(policy);
  return [place, caller].flatMap((rule) => rule || []);
}

async function readBatch(ctx: Context, policy: Policy, points: readonly Point[]): Promise<Batch> {
  const asked = points.flatMap((point): Asked[] => rulesOf(policy, point).map((rule) => ({ point, rule })));
  const places = asked.filter((each): each is Asked<PlaceRule> => each.rule.kind === 'place');
  const callers = asked.filter((each): each is Asked<CallerRule> => each.rule.kind === 'caller');
  const calls = [...(await nearBy(ctx, places)), ...(await ofCallers(ctx, callers))];
  const known = new Set([...points.map(({ id }) => id), ...calls.map(({ call }) => call.id)]);
  return new Batch({ calls, parts: await partsOf(ctx, known) });
}

/** What a call amounts to by a rule. One that is part of a finding already counts for no other, also when it is corrected. */
async function addUp(ctx: Context, batch: Batch, { point, rule }: Asked): Promise<void> {
  if (batch.isPart(rule.kind, point)) return;
  const found = gather(point, batch.earlier({ point, rule }), rule);
  if (found.kind === 'grow') batch.grow(rule.kind, found.finding, point);
  // History that is brought in tells of what once was; nobody is warned of it.
  const past = ctx.now.getTime() - point.at.getTime() > rule.days * DAY;
  if (found.kind !== 'raise' || past) return;
  const group = rule.kind === 'place' ? point.group : null;
  batch.raised(rule.kind, await raise(ctx, rule, group, found.calls), found.calls);
}

/** Takes calls in their order: a few look-ups for all of them in the cells around each and among its caller's, whatever else there is. */
async function take(ctx: Context, events: readonly EventRow[]): Promise<void> {
  const policy = await policyOf(ctx.runtime);
  const points = await pointsOf(ctx, [...new Set(events.map(({ subject }) => subject))]);
  const batch = await readBatch(ctx, policy, [...points.values()]);
  for (const { subject } of events) {
    const point = points.get(subject);
    if (!point) continue;
    for (const rule of rulesOf(policy, point)) await addUp(ctx, batch, { point, rule });
    batch.take(point);
  }
  await grow(ctx, batch.growing);
  keepPoints(ctx, [...points.values()]);
}

const FOLLOWED = new Set(['matter.opened', 'matter.amend']);

/** Follows the calls and raises findings as they add up. */
export const findingFollower: Subscriber = {
  name: 'finding.calls',
  // What reads the log waits for the end of every transaction: so many are taken in a moment.
  most: 250,
  wants: (kind) => FOLLOWED.has(kind),
  handle: take,
};
