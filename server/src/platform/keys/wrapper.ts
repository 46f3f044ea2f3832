import { hkdfSync } from 'node:crypto';
import { CIPHERS, type CipherKind } from './cipher.ts';

/** Where data keys are locked away: under the master key of this machine, or inside a module that never gives its own key out. */
export interface KeyWrapper {
  wrap(number: number, key: Buffer): Promise<Buffer>;
  /** Throws when it was wrapped elsewhere, for another number, or changed. */
  unwrap(number: number, wrapped: Buffer): Promise<Buffer>;
}

const cipherOf = (kind: CipherKind, master: Buffer, number: number) =>
  kind.use(Buffer.from(hkdfSync(kind.hash, master, '', `huying wrap ${kind.name} ${number}`, kind.keyBytes)));

/**
 * Opens under any of the master keys, wraps by this cipher under the one that opened last, else the first: while the master key is
 * exchanged there are two, and only the one that the database is wrapped by will stay.
 */
export function wrapperOf(kind: CipherKind, masters: () => Promise<Buffer[]>): KeyWrapper {
  let right: Buffer | undefined;
  return {
    async wrap(number, key) {
      const master = right ?? (await masters())[0]!;
      return cipherOf(kind, master, number).seal(Buffer.from([kind.version]), key);
    },
    async unwrap(number, wrapped) {
      const by = CIPHERS.find(({ version }) => version === wrapped[0]);
      if (!by) throw new Error('a data key that was wrapped in an unknown way');
      for (const master of await masters()) {
        try {
          const key = cipherOf(by, master, number).open(wrapped, 1);
          right = master;
          return key;
        } catch {}
      }
      throw new Error(
        '主密钥与数据库不符：数据密钥打不开。请核对 HUYING_KEY 或数据目录中的 keys/master.key 是否属于这个数据库。',
      );
    },
  };
}
