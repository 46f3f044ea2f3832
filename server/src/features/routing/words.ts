import { sources } from '../workflow/index.ts';
import type { RoutingFacts } from './facts.ts';
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
