import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { readConfig } from '../../src/config.ts';
import { SYSTEM } from '../../src/platform/access.ts';
import {
  changeSearchKey,
  resealed,
  retireSearchKeys,
  rewrapKeys,
  rotateKey,
} from '../../src/platform/keys/change.ts';
import { CIPHERS, cipherNamed } from '../../src/platform/keys/cipher.ts';
import { countTable, keyUses } from '../../src/platform/keys/count.ts';
import { nextMasterKey, takeNextMasterKey } from '../../src/platform/keys/master.ts';
import { reindexSome } from '../../src/platform/keys/reindex.ts';
import { resealSome } from '../../src/platform/keys/reseal.ts';
import { type KeyRow, keyRows, searchedBy } from '../../src/platform/keys/store.ts';
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

const stateOf = (row: KeyRow, runtime: Runtime): string => {
  if (!row.active) return '待启用';
  if (row.purpose === 'seal') return row.number === runtime.keys.newest() ? '使用中' : '已更换';
  if (row.number === runtime.keys.printing()) return '检索';
  return row.retired_at ? '检索，已更换' : '检索，重算中';
};

const lineOf = (row: KeyRow, runtime: Runtime, values: number): string => {
  const what = stateOf(row, runtime);
  const count = row.purpose === 'search' ? '' : `，${values} 个值`;
  return `密钥 ${row.number}（${cipherNamed(row.provider).title}）${what}，建于 ${DAY.format(row.made_at)}${count}`;
};

/** Counts and says how many values still stand under an older key. */
async function say(runtime: Runtime, tools: Tools): Promise<number> {
  const counts = await countAll(runtime);
  const newest = runtime.keys.newest();
  for (const row of await keyRows(runtime.db)) tools.say(lineOf(row, runtime, counts.get(row.number) ?? 0));
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

/** Waits until every running program uses the newest key of a purpose: what is written meanwhile must not stay behind. */
async function untilHeeded(runtime: Runtime, purpose: KeyRow['purpose'], tools: Tools): Promise<void> {
  const rows = await keyRows(runtime.db);
  const active = rows.findLast((row) => row.purpose === purpose)!.active_at.getTime();
  const wait = active + HEEDED - Date.now();
  if (wait > 0) {
    tools.say(`等待 ${Math.ceil(wait / 1000)} 秒，直到所有运行中的程序都用上新密钥。`);
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
    await untilHeeded(runtime, 'seal', tools);
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

async function reindexTable(runtime: Runtime, table: string, tools: Tools) {
  const all = { values: 0, lost: 0, double: 0 };
  for (let done = false; !done; ) {
    const step = await reindexSome(runtime, table);
    all.values += step.values;
    all.lost += step.lost;
    all.double += step.double;
    done = step.done;
    if (all.values > 0 && (done || all.values % 10_000 < 500))
      tools.say(`${table}：已重算 ${all.values} 个检索指纹`);
  }
  return all;
}

/** Whether every transaction that was under way when `mark` was taken has ended. */
async function areOver(runtime: Runtime, mark: string): Promise<boolean> {
  const { rows } = await sql<{ over: boolean }>`
    select pg_snapshot_xmin(pg_current_snapshot()) > ${mark}::xid8 as over`.execute(runtime.db);
  return rows[0]!.over;
}

/**
 * Walks every table until a walk finds nothing more to make anew, though it began when all transactions were over that may have made
 * fingerprints by the key before.
 */
async function reindexAll(runtime: Runtime, tools: Tools) {
  const { rows } = await sql<{ mark: string }>`select pg_current_xact_id()::text as mark`.execute(runtime.db);
  for (let values = 0; ; ) {
    const over = await areOver(runtime, rows[0]!.mark);
    const walk = { values: 0, lost: 0, double: 0 };
    for (const { table } of runtime.keys.printed) {
      const one = await reindexTable(runtime, table, tools);
      for (const name of ['values', 'lost', 'double'] as const) walk[name] += one[name];
    }
    values += walk.values;
    if (walk.values === 0 && over) return { ...walk, values };
    // No index finds what an older key made, so a walk reads whole tables: the next one only when it can be the last.
    while (!(await areOver(runtime, rows[0]!.mark))) await sleep(1000);
  }
}

export const reindexKeys: Command = {
  name: 'keys reindex',
  usage: '[--reason 原因]',
  summary:
    '更换检索密钥（盲索引）并分批重算所有检索指纹：重算期间新旧都能查到；可随时中断，再次运行时从断点继续，不影响正在运行的程序',
  options: { reason: text },
  async run(input, tools) {
    const runtime = await tools.open();
    if (searchedBy(await keyRows(runtime.db)).length === 1) {
      const reason = need(input, 'reason');
      const { number } = await run(runtime, SYSTEM, (ctx) => changeSearchKey(ctx, { reason }));
      tools.say(`已建立检索密钥 ${number}，半分钟后启用。`);
    } else tools.say('接着上一次继续重算。');
    await untilHeeded(runtime, 'search', tools);
    const { values, lost, double } = await reindexAll(runtime, tools);
    if (lost > 0) tools.say(`${lost} 个检索指纹无法重算：加密值打不开或已没有这一项，保持原样。`);
    if (double > 0)
      tools.say(`${double} 个与别的记录重复（更换期间同一号码登记了两次），请在“核对”中合并后再运行。`);
    if (lost + double > 0) throw new Error('旧检索密钥仍在使用，处理后请再运行一次');
    const number = runtime.keys.printing();
    await run(runtime, SYSTEM, (ctx) => retireSearchKeys(ctx, number, values));
    tools.say(`全部检索指纹都用密钥 ${number}，旧检索密钥不再使用。`);
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
