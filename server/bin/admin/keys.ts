import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../../src/config.ts';
import { SYSTEM } from '../../src/platform/access.ts';
import { resealed, rewrapKeys, rotateKey } from '../../src/platform/keys/change.ts';
import { CIPHERS, cipherNamed } from '../../src/platform/keys/cipher.ts';
import { countTable, keyUses } from '../../src/platform/keys/count.ts';
import { nextMasterKey, takeNextMasterKey } from '../../src/platform/keys/master.ts';
import { resealSome } from '../../src/platform/keys/reseal.ts';
import { type KeyRow, keyRows } from '../../src/platform/keys/store.ts';
import { wrapperOf } from '../../src/platform/keys/wrapper.ts';
import { type Runtime, run } from '../../src/platform/runtime.ts';
import { type Command, maybe, need, type Tools } from './command.ts';

const text = { type: 'string' } as const;
const DAY = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', dateStyle: 'medium' });
/** After its moment, until programs that read their keys every ten seconds seal with it for sure. */
const HEEDED = 15_000;

/** How many values stand under each key, counted just now. */
async function countAll(runtime: Runtime): Promise<Map<number, number>> {
  for (const { table } of runtime.keys.sealed) await countTable(runtime, table);
  const tables = new Set(runtime.keys.sealed.map(({ table }) => table));
  const counts = new Map<number, number>();
  for (const use of await keyUses(runtime.db))
    if (tables.has(use.table))
      for (const [number, n] of Object.entries(use.counts))
        counts.set(Number(number), (counts.get(Number(number)) ?? 0) + n);
  return counts;
}

const lineOf = (row: KeyRow, newest: number, values: number): string => {
  const what =
    row.purpose === 'search' ? '检索' : row.number === newest ? '使用中' : row.active ? '已更换' : '待启用';
  const count = row.purpose === 'search' ? '' : `，${values} 个值`;
  return `密钥 ${row.number}（${cipherNamed(row.provider).title}）${what}，建于 ${DAY.format(row.made_at)}${count}`;
};

/** Counts and says how many values still stand under an older key. */
async function say(runtime: Runtime, tools: Tools): Promise<number> {
  const counts = await countAll(runtime);
  const newest = runtime.keys.newest();
  for (const row of await keyRows(runtime.db)) tools.say(lineOf(row, newest, counts.get(row.number) ?? 0));
  const all = [...counts.values()].reduce((a, b) => a + b, 0);
  const old = all - (counts.get(newest) ?? 0);
  tools.say(`共 ${all} 个加密值，其中 ${old} 个仍用旧密钥。`);
  return old;
}

export const listKeys: Command = {
  name: 'keys list',
  usage: '',
  summary: '列出数据密钥、使用情况，以及仍用旧密钥的加密值数量',
  options: {},
  async run(_, tools) {
    await say(await tools.open(), tools);
  },
};

export const rotateKeys: Command = {
  name: 'keys rotate',
  usage: `--reason 原因 [--cipher ${CIPHERS.map((kind) => kind.name).join('|')}]`,
  summary: '更换数据密钥：半分钟后所有运行中的程序用新密钥加密，旧值照常打开；之后用 keys reseal 重新加密',
  options: { reason: text, cipher: text },
  async run(input, tools) {
    const reason = need(input, 'reason');
    const cipher = maybe(input, 'cipher');
    const runtime = await tools.open();
    const { number } = await run(runtime, SYSTEM, (ctx) => rotateKey(ctx, { reason, cipher }));
    tools.say(`已建立密钥 ${number}，半分钟后启用。`);
  },
};

/** Waits until every running program seals with the newest key: what is written meanwhile must not stay behind. */
async function untilHeeded(runtime: Runtime, tools: Tools): Promise<void> {
  const active = (await keyRows(runtime.db)).at(-1)!.active_at.getTime();
  const wait = active + HEEDED - Date.now();
  if (wait > 0) {
    tools.say(`等待 ${Math.ceil(wait / 1000)} 秒，直到所有运行中的程序都用新密钥加密。`);
    await sleep(wait);
  }
  await runtime.keys.read();
}

async function resealTable(runtime: Runtime, table: string, tools: Tools) {
  let [values, lost] = [0, 0];
  for (let done = false; !done; ) {
    const step = await resealSome(runtime, table);
    values += step.values;
    lost += step.lost;
    done = step.done;
    if (values > 0 && (done || values % 10_000 < 500)) tools.say(`${table}：已重新加密 ${values} 个值`);
  }
  return { values, lost };
}

export const resealKeys: Command = {
  name: 'keys reseal',
  usage: '',
  summary: '用最新密钥分批重新加密所有值；可随时中断，再次运行时从断点继续，不影响正在运行的程序',
  options: {},
  async run(_, tools) {
    const runtime = await tools.open();
    await untilHeeded(runtime, tools);
    let [values, lost] = [0, 0];
    for (const { table } of runtime.keys.sealed) {
      const one = await resealTable(runtime, table, tools);
      values += one.values;
      lost += one.lost;
    }
    if (values > 0) await run(runtime, SYSTEM, (ctx) => resealed(ctx, runtime.keys.newest(), values));
    const old = await say(runtime, tools);
    if (lost > 0) throw new Error(`${lost} 个值用任何密钥都打不开，保持原样`);
    if (old > 0) throw new Error(`还有 ${old} 个值用旧密钥，请再运行一次`);
  },
};

export const rewrapAll: Command = {
  name: 'keys rewrap',
  usage: '',
  summary:
    '更换主密钥，数据本身不变。主密钥在数据目录时自动换新文件；由 HUYING_KEY 给定时，新的放在 HUYING_KEY_NEW，完成后改配置并重启',
  options: {},
  async run(_, tools) {
    const config = readConfig();
    if (config.masterKey && !config.nextMasterKey)
      throw new Error('主密钥由 HUYING_KEY 给定，请把新的主密钥放在 HUYING_KEY_NEW 后再运行');
    const runtime = await tools.open();
    const next = config.masterKey
      ? Buffer.from(config.nextMasterKey!, 'hex')
      : await nextMasterKey(config.dataDir);
    const keys = await run(runtime, SYSTEM, (ctx) =>
      rewrapKeys(
        ctx,
        wrapperOf(runtime.keys.cipher, async () => [next]),
      ),
    );
    if (config.masterKey)
      tools.say('请立即把 HUYING_KEY 改为新的主密钥；正在运行的程序须在下次更换数据密钥前重启。');
    else await takeNextMasterKey(config.dataDir);
    tools.say(`已用新的主密钥重新包裹 ${keys} 个密钥。请重新备份主密钥，旧备份须用旧主密钥打开。`);
  },
};
