import type { UnitRegistry } from '../account/index.ts';
import { sources } from '../workflow/index.ts';
import { PRIORITIES, ROLES } from './definition.ts';
import type { RoutingFacts } from './facts.ts';
import type { Outcome } from './rules.ts';
import type { RoutingSource } from './source.ts';

const WEEKDAYS = ['一', '二', '三', '四', '五', '六', '日'];

type Names = Awaited<ReturnType<RoutingSource['names']>>;

/** The facts of a decision for people, in the order in which one would tell them. */
export function factsInWords(
  { matter, place, time, caller, words }: RoutingFacts,
  areaName: string,
  names: Names,
): { name: string; value: string }[] {
  const channel = sources[matter.channel as keyof typeof sources] ?? matter.channel;
  const marks = [
    matter.urgent && '紧急',
    matter.anonymous && '匿名',
    matter.confidential && '保密',
    place.special && '专属网格',
  ].filter(Boolean);
  return [
    { name: '事项类型', value: names.type(matter.type) },
    ...(matter.category ? [{ name: '类别', value: names.category(matter.category) }] : []),
    { name: '区域', value: areaName },
    { name: '来源', value: channel },
    {
      name: '时间',
      value: `星期${WEEKDAYS[time.weekday - 1] ?? ''} ${time.hour} 时，${time.working ? '工作时间' : '非工作时间'}`,
    },
    ...(marks.length > 0 ? [{ name: '标记', value: marks.join('、') }] : []),
    ...(words.length > 0 ? [{ name: '内容提到', value: words.join('、') }] : []),
    ...(caller.repeats ? [{ name: '同一诉求人', value: `30 天内另有 ${caller.before} 件` }] : []),
  ];
}

/** What a decision means, in words: by which rule, to whom, at which level, how urgent. */
export function outcomeInWords(
  { units, level, priority, auto }: Pick<Outcome, 'units' | 'level' | 'priority' | 'auto'>,
  rule: string | null,
  registry: UnitRegistry,
): string {
  const names = units.map(
    ({ unit, role }) => `${ROLES[role]} ${registry.get(unit)?.name ?? '已不存在的单位'}`,
  );
  const parts = [
    names.join('、') || '由指挥中心决定',
    level && `${level} 级开始`,
    priority && PRIORITIES[priority],
    auto && '自动派遣',
  ];
  return `${rule ? `「${rule}」` : '责任清单'}：${parts.filter(Boolean).join('，')}`;
}
