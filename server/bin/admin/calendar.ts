import { readFile } from 'node:fs/promises';
import {
  calendarFaults,
  parseCalendar,
  publishCalendar,
  STANDARD_CALENDAR,
} from '../../src/features/workflow/index.ts';
import { SYSTEM } from '../../src/platform/access.ts';
import { run } from '../../src/platform/runtime.ts';
import type { Command } from './command.ts';

export const publishCalendarFile: Command = {
  name: 'calendar publish',
  usage: '文件.yaml [--code 编码]',
  summary: '发布工作日历的新版本（上班时间、节假日、调休）；进行中的时限随即按新版本重算，逐件留痕',
  options: { code: { type: 'string' } },
  async run({ positionals: [file], values }, { say, open }) {
    if (!file) throw new Error('请给出文件名');
    const { value, findings } = parseCalendar(await readFile(file, 'utf8'));
    const faults = value ? calendarFaults(value, Date.now()) : findings;
    for (const { path, message } of faults) say(`错误 ${path || '整个文件'}：${message}`);
    if (!value || faults.length > 0) throw new Error(`共 ${faults.length} 处错误，没有发布`);
    const runtime = await open();
    const code = String(values.code ?? STANDARD_CALENDAR);
    const version = await run(runtime, SYSTEM, (ctx) => publishCalendar(ctx, code, value));
    say(`「${value.name}」现为第 ${version} 版。运行中的系统会在一分钟内重算未到期的时限。`);
  },
};
