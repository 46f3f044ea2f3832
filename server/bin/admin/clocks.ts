import { verifyClocks } from '../../src/features/matter/index.ts';
import { clockKinds } from '../../src/features/workflow/index.ts';
import type { Command } from './command.ts';

const DAY_AND_TIME = new Intl.DateTimeFormat('zh-CN', {
  timeZone: 'Asia/Shanghai',
  dateStyle: 'short',
  timeStyle: 'medium',
});

export const verifyAllClocks: Command = {
  name: 'clocks verify',
  usage: '',
  summary:
    '按留存的起点、时限、日历版本、暂停和延期，把每个到期时间重新算一遍，与记录核对；有不一致时退出码为 1',
  options: {},
  async run(_, { say, open }) {
    const { checked, given, different, first } = await verifyClocks(await open());
    for (const { number, kind, due, computed } of first)
      say(
        `不一致 ${number} ${clockKinds[kind as keyof typeof clockKinds] ?? kind}：记录 ${DAY_AND_TIME.format(due)}，重算 ${DAY_AND_TIME.format(computed)}`,
      );
    say(`核对 ${checked} 个时限，其中 ${given} 个由外部系统给定、不重算。`);
    if (different > 0) throw new Error(`${different} 个时限与重新计算的结果不一致`);
    say('全部一致。');
  },
};
