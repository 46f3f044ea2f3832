import { readFile } from 'node:fs/promises';
import { ladderFaults, parseLadder, publishLadder } from '../../src/features/workflow/index.ts';
import { SYSTEM } from '../../src/platform/access.ts';
import { run } from '../../src/platform/runtime.ts';
import type { Command } from './command.ts';

export const publishLadderFile: Command = {
  name: 'ladder publish',
  usage: '文件.yaml',
  summary:
    '发布督办阶梯的新版本（预警、催办、黄牌、红牌、提级、告警）；此后启动的时限按新版本，已在运行的不变',
  options: {},
  async run({ positionals: [file] }, { say, open }) {
    if (!file) throw new Error('请给出文件名');
    const { value, findings } = parseLadder(await readFile(file, 'utf8'));
    const faults = value ? ladderFaults(value) : findings;
    for (const { path, message } of faults) say(`错误 ${path || '整个文件'}：${message}`);
    if (!value || faults.length > 0) throw new Error(`共 ${faults.length} 处错误，没有发布`);
    const runtime = await open();
    const version = await run(runtime, SYSTEM, (ctx) => publishLadder(ctx, value));
    say(`「${value.name}」现为第 ${version} 版。此后启动的时限按它走，已在运行的按原来的版本走完。`);
  },
};
