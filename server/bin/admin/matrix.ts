import { readFile } from 'node:fs/promises';
import { unitRegistry } from '../../src/features/account/index.ts';
import { areaTree, decodeText } from '../../src/features/area/index.ts';
import { parseMatrix, registry, replaceResponsibilities } from '../../src/features/matter/index.ts';
import { SYSTEM } from '../../src/platform/access.ts';
import { run } from '../../src/platform/runtime.ts';
import type { Command } from './command.ts';

export const importMatrix: Command = {
  name: 'matrix import',
  usage: '文件.csv',
  summary: '导入责任清单（整体替换）：类型、类别、区域、单位、主办/协办/知会、优先级；有一行有误则都不导入',
  options: {},
  async run({ positionals: [file] }, { say, open }) {
    if (!file) throw new Error('请给出文件名');
    const text = decodeText(await readFile(file));
    const runtime = await open();
    const [types, areas, units] = await Promise.all([
      registry(runtime),
      areaTree(runtime),
      unitRegistry(runtime),
    ]);
    const { rows, faults } = parseMatrix(text, { types, areas, units });
    for (const fault of faults.slice(0, 50)) say(`错误 第 ${fault.row} 行：${fault.message}`);
    if (faults.length > 0) throw new Error(`共 ${faults.length} 行有误，没有导入任何内容`);
    await run(runtime, SYSTEM, (ctx) => replaceResponsibilities(ctx, rows));
    say(`已导入 ${rows.length} 条责任清单。`);
  },
};
