import { type Limit, parseLimit } from './deadline.ts';
import type { LadderDefinition, Rung } from './ladder.schema.ts';
import { steps } from './ladder.schema.ts';
import { type ClockKind, clockKinds } from './vocabulary.ts';

/** One thing that is wrong with a ladder: where, and what to do, in Chinese. */
export interface LadderFault {
  path: string;
  message: string;
}

/** About how many hours of the day a unit takes up: only to tell which of two spans is the longer one. */
const HOURS: Record<Limit['unit'], number> = { m: 1 / 60, h: 1, ud: 24, wm: 1 / 20, wh: 3, wd: 24, d: 24 };

/** Where a rung lies: before due below 0, at due 0, after it in hours. */
function placeOf({ at }: Rung): number {
  if (at === 'due') return 0;
  if (at.endsWith('%')) return Number(at.slice(0, -1)) / 100 - 1;
  const limit = parseLimit(at.slice(1));
  return limit ? limit.value * HOURS[limit.unit] : Number.NaN;
}

const CARDS = ['yellow', 'red', 'climb'];
const UPWARDS = ['escalate', 'alarm'];

function rungFaults(rungs: readonly Rung[], path: string, name: string): LadderFault[] {
  return rungs.flatMap((rung, i) => {
    const found: string[] = [];
    const where = `“${name}”第 ${i + 1} 级（${rung.at} ${steps[rung.do]}）`;
    const last = i === rungs.length - 1;
    if (i > 0 && placeOf(rung) < placeOf(rungs[i - 1]!)) found.push(`${where}早于上一级，请按时间先后排列`);
    if (rung.do === 'warn' && !rung.at.endsWith('%'))
      found.push(`${where}：预警须在到期之前，请写成 80% 这样的比例`);
    if (rung.do !== 'warn' && rung.at.endsWith('%')) found.push(`${where}：到期之前只能预警`);
    if (rung.reply && !CARDS.includes(rung.do)) found.push(`${where}不是督办，不能写回复时限（reply）`);
    if (rung.repeat && !(last && UPWARDS.includes(rung.do)))
      found.push(`${where}：只有最后一级的提级或告警可以重复（repeat）`);
    return found.map((message) => ({ path: `${path}.${i}`, message }));
  });
}

function endFaults(
  rungs: readonly Rung[],
  path: string,
  kind: ClockKind | null,
  name: string,
): LadderFault[] {
  const found: string[] = [];
  const last = rungs.at(-1);
  if (!last?.repeat || !UPWARDS.includes(last.do))
    found.push(`“${name}”的最后一级须是重复的提级或告警（repeat），否则此后再无人过问`);
  const climbs = rungs.some((rung) => rung.do === 'climb');
  if (kind === 'reply' && !climbs) found.push(`“${name}”没有升级（climb），督办逾期不回复将无人过问`);
  if (kind !== 'reply' && climbs) found.push(`“${name}”不是督办的回复时限，不能用 climb`);
  if (kind !== 'reply' && !rungs.some((rung) => rung.do === 'escalate'))
    found.push(`“${name}”没有提级（escalate），事项到不了上一级`);
  return found.map((message) => ({ path, message }));
}

/** What is wrong with a ladder whose shape is right: rungs out of order, ends in silence, a kind that never climbs. [] means none. */
export function ladderFaults({ default: usual, kinds = {} }: LadderDefinition): LadderFault[] {
  const lists = [
    { path: 'default', kind: null, name: '默认', rungs: usual },
    ...(Object.keys(kinds) as ClockKind[]).map((kind) => ({
      path: `kinds.${kind}`,
      kind,
      name: clockKinds[kind],
      rungs: kinds[kind]!,
    })),
  ];
  const found = lists.flatMap(({ rungs, path, kind, name }) => [
    ...rungFaults(rungs, path, name),
    ...endFaults(rungs, path, kind, name),
  ]);
  if (!kinds.reply) found.push({ path: 'kinds.reply', message: '没有写督办回复时限（reply）逾期后怎么升级' });
  return found;
}
