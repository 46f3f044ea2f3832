import { createHmac, createSecretKey } from 'node:crypto';
import type { Sealer } from '../crypto.ts';
import type { Cipher, CipherKind } from './cipher.ts';

/** The highest number a key may have: it stands in two bytes at most. */
export const MOST_KEYS = 0x3fff;

/** The sealer with all its keys. What it seals is `version(1) key(1, or 2 from 128 on) …`; the rest is the cipher's. */
export interface Ring extends Sealer {
  holds(number: number): boolean;
  /** Takes a key in: from now on what it sealed opens. */
  hold(number: number, kind: CipherKind, key: Buffer): void;
  /** Seals with this key from now on; it is held. */
  sealWith(number: number): void;
  /** Makes fingerprints with the first of these keys from now on, and looks for those of all. */
  searchWith(keys: readonly SearchKey[]): void;
}

export interface SearchKey {
  number: number;
  kind: CipherKind;
  key: Buffer;
}

/** Sealed with a key that this program does not hold, or no longer what was once sealed. */
class UnknownKey extends Error {
  constructor() {
    super('sealed with a key this program does not have');
  }
}

interface Held {
  version: number;
  header: Buffer;
  cipher: Cipher;
}

const headerOf = (version: number, number: number): Buffer =>
  Buffer.from(number < 0x80 ? [version, number] : [version, (number & 0x7f) | 0x80, number >> 7]);

/** The first key, from before there were several, writes no number before its fingerprints. */
function printer({ number, kind, key: bytes }: SearchKey): (plain: string) => Buffer {
  const key = createSecretKey(bytes);
  const head = number === 0 ? Buffer.alloc(0) : Buffer.from([number >> 8, number & 0xff]);
  return (plain) => Buffer.concat([head, createHmac(kind.hash, key).update(plain).digest()]);
}

/** An empty ring. `onUnknown` hears of every value whose key is not held: another program may have made one just now. */
export function createRing(onUnknown: () => void): Ring {
  const held = new Map<number, Held>();
  let newest: Held | undefined;
  let printers: ((plain: string) => Buffer)[] = [];
  const newestPrinter = () => {
    if (!printers[0]) throw new Error('the keys are not read yet');
    return printers[0];
  };
  return {
    holds: (number) => held.has(number),
    hold(number, kind, key) {
      if (!Number.isInteger(number) || number < 1 || number > MOST_KEYS)
        throw new RangeError('a key that has no number');
      held.set(number, {
        version: kind.version,
        header: headerOf(kind.version, number),
        cipher: kind.use(key),
      });
    },
    sealWith(number) {
      newest = held.get(number);
    },
    searchWith(keys) {
      printers = keys.map(printer);
    },
    seal(plain) {
      if (!newest) throw new Error('the keys are not read yet');
      return newest.cipher.seal(newest.header, plain);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      const low = bytes[1] ?? 0;
      const key = held.get(low < 0x80 ? low : (low & 0x7f) | ((bytes[2] ?? 0) << 7));
      if (!key?.header.equals(bytes.subarray(0, key.header.length))) {
        if (!key) onUnknown();
        throw new UnknownKey();
      }
      return key.cipher.open(bytes, key.header.length).toString('utf8');
    },
    fingerprint: (plain) => newestPrinter()(plain),
    fingerprints: (plain) => [newestPrinter()(plain), ...printers.slice(1).map((print) => print(plain))],
  };
}
