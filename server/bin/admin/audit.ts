import {
  chainAll,
  type Fault,
  hashOf,
  lostEnds,
  proveBatches,
  wordsOf,
} from '../../src/features/audit/index.ts';
import type { Runtime } from '../../src/platform/runtime.ts';
import type { Command, Tools } from './command.ts';

/** Batches proved in one part. */
const PART = 50;
/** Faults that are named; the others are counted. */
const NAMED = 100;

/** Hashes that were kept outside must still be those of their batches. */
async function anchorFaults(runtime: Runtime, anchors: string[]): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const anchor of anchors) {
    const [, number, hash] = /^(\d+):([0-9a-f]{64})$/i.exec(anchor.trim()) ?? [];
    if (!number || !hash) throw new Error(`--anchor 的格式是 批次:哈希，现在是「${anchor}」`);
    if ((await hashOf(runtime.db, Number(number))) !== hash.toLowerCase())
      faults.push({ batch: Number(number), kind: 'anchor', seq: null });
  }
  return faults;
}

function sayFaults(faults: readonly Fault[], tools: Tools): void {
  for (const fault of faults.slice(0, NAMED)) tools.say(wordsOf(fault));
  if (faults.length > NAMED) tools.say(`……以及另外 ${faults.length - NAMED} 处`);
}

export const verifyAudit: Command = {
  name: 'audit verify',
  usage: '[--anchor 批次:哈希 …]',
  summary:
    '从头重算审计哈希链，指出被改动、删除、插入的事件；--anchor 核对在系统外留存的哈希（可多次）；有问题时退出码为 1',
  options: { anchor: { type: 'string', multiple: true } },
  async run({ values }, tools) {
    const runtime = await tools.open();
    const anchors = Array.isArray(values.anchor) ? values.anchor.map(String) : [];
    await chainAll(runtime);
    const faults = [...(await anchorFaults(runtime, anchors)), ...(await lostEnds(runtime.db))];
    let [batches, events] = [0, 0];
    for (let more = true; more; ) {
      const proved = await proveBatches(runtime.db, batches + 1, PART);
      faults.push(...proved.faults);
      events += proved.events;
      more = proved.more && proved.to !== null;
      batches = proved.to ?? batches;
      if (more) tools.say(`已核对 ${batches} 批、${events} 个事件`);
    }
    sayFaults(faults, tools);
    tools.say(`共核对 ${batches} 批、${events} 个事件、${anchors.length} 个外部留存的哈希。`);
    if (faults.length > 0) throw new Error(`审计日志有 ${faults.length} 处与哈希链不一致`);
    const last = batches > 0 ? await hashOf(runtime.db, batches) : null;
    tools.say(last ? `全部一致。最新一批：${batches}:${last}` : '还没有任何事件。');
  },
};
