import { createHash } from 'node:crypto';

/** An event as it lies in the log: its number, and everything it says as one text. */
export interface Said {
  seq: number;
  text: string;
}

/** What a batch says about itself. */
export interface Head {
  number: number;
  from: { xid: string; seq: number };
  to: { xid: string; seq: number };
  count: number;
  total: number;
  algorithm: string;
}

export interface Batch extends Head {
  leaves: Buffer;
  hash: Buffer;
}

/** What is wrong with a batch (0: behind the last one), and with which event. */
export interface Fault {
  batch: number;
  kind: 'changed' | 'removed' | 'inserted' | 'batch_changed' | 'batch_missing' | 'anchor' | 'cut';
  seq: number | null;
}

/** Bytes that name an event: its number and the beginning of its hash. */
const LEAF = 16;

const digest = (algorithm: string, ...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash(algorithm);
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** The leaves and the hash of a batch over these events, after the batch with this hash. */
export function sealBatch(
  head: Head,
  events: readonly Said[],
  before: Uint8Array | null,
): Pick<Batch, 'leaves' | 'hash'> {
  const { number, from, to, count, total, algorithm } = head;
  const hashes = events.map(({ text }) => digest(algorithm, text));
  const leaves = Buffer.alloc(events.length * LEAF);
  events.forEach(({ seq }, i) => {
    leaves.writeBigInt64BE(BigInt(seq), i * LEAF);
    hashes[i]!.copy(leaves, i * LEAF + 8, 0, 8);
  });
  const said = JSON.stringify([number, from.xid, from.seq, to.xid, to.seq, count, total, algorithm]);
  const start = before ? Buffer.from(before) : Buffer.alloc(0);
  return { leaves, hash: digest(algorithm, start, said, leaves, ...hashes) };
}

const named = (leaves: Buffer): Map<number, string> => {
  const all = new Map<number, string>();
  for (let at = 0; at + LEAF <= leaves.length; at += LEAF)
    all.set(Number(leaves.readBigInt64BE(at)), leaves.toString('hex', at + 8, at + LEAF));
  return all;
};

function eventFaults(batch: Batch, now: Buffer): Fault[] {
  const [kept, found] = [named(batch.leaves), named(now)];
  const fault = (kind: Fault['kind'], seq: number): Fault => ({ batch: batch.number, kind, seq });
  return [
    ...[...kept].flatMap(([seq, leaf]) => {
      const is = found.get(seq);
      return is === undefined ? fault('removed', seq) : is === leaf ? [] : fault('changed', seq);
    }),
    ...[...found.keys()].filter((seq) => !kept.has(seq)).map((seq) => fault('inserted', seq)),
  ];
}

/**
 * What is wrong with a batch, given the one before it (null for the first, and where it is missing) and the events that now lie in its
 * stretch. Where the events are those that its leaves name and still its hash is another one, the batch itself was changed.
 */
export function checkBatch(batch: Batch, before: Batch | null, events: readonly Said[]): Fault[] {
  const { leaves, hash } = sealBatch(batch, events, before?.hash ?? null);
  const faults = eventFaults(batch, leaves);
  const expected = (before?.number ?? 0) + 1;
  if (batch.number !== expected)
    return [{ batch: before ? expected : batch.number - 1, kind: 'batch_missing', seq: null }, ...faults];
  if (faults.length > 0) return faults;
  const joins = before?.to ?? { xid: '0', seq: 0 };
  const follows =
    batch.from.xid === joins.xid &&
    batch.from.seq === joins.seq &&
    batch.total === (before?.total ?? 0) + batch.count;
  return follows && hash.equals(batch.hash)
    ? []
    : [{ batch: batch.number, kind: 'batch_changed', seq: null }];
}

const WORDS: Record<Fault['kind'], string> = {
  changed: '内容被改动',
  removed: '被删除',
  inserted: '是后来插入的',
  batch_changed: '的记录被改动',
  batch_missing: '缺失',
  anchor: '与外部留存的哈希不符',
  cut: '已被程序读过，现在没有了：日志的末尾被截断',
};

/** A fault in words. */
export const wordsOf = ({ batch, kind, seq }: Fault): string =>
  kind === 'cut'
    ? `事件 ${seq} ${WORDS[kind]}`
    : seq === null
      ? `第 ${batch} 批${WORDS[kind]}`
      : `第 ${batch} 批：事件 ${seq} ${WORDS[kind]}`;
