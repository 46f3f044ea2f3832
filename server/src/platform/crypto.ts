import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hash, hkdfSync } from 'node:crypto';
import { randomOf } from './random.ts';

/**
 * Seals personal values for a column and finds them again without opening them.
 * Version 1: AES-256-GCM, layout `version(1) key(1) iv(12) tag(16) ciphertext`; a later provider (SM4, HSM) takes another version byte.
 */
export interface Sealer {
  seal(plain: string): Buffer;
  /** Opens what `seal` made; throws when it was changed or belongs to another key. */
  open(sealed: Uint8Array): string;
  /** Keyed fingerprint for exact search: equal values have equal fingerprints, and nobody without the key can try values out. */
  fingerprint(plain: string): Buffer;
}

const VERSION = 1;

/** A sealer from one 32-byte master key; the sealing and the search key are derived, so neither opens the other's door. */
export function createSealer(master: Buffer, keyNumber = 1): Sealer {
  if (master.length !== 32) throw new RangeError('the master key has 32 bytes');
  // Made into keys once: from bytes it would happen anew at every seal.
  const derive = (use: string) => createSecretKey(Buffer.from(hkdfSync('sha256', master, '', use, 32)));
  const [sealing, searching] = [derive('huying seal'), derive('huying fingerprint')];
  return {
    seal(plain) {
      const iv = randomOf(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, iv);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.from([VERSION, keyNumber]), iv, cipher.getAuthTag(), body]);
    },
    open(sealed) {
      const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
      if (bytes[0] !== VERSION || bytes[1] !== keyNumber)
        throw new Error('sealed with a key this program does not have');
      const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(2, 14));
      decipher.setAuthTag(bytes.subarray(14, 30));
      return Buffer.concat([decipher.update(bytes.subarray(30)), decipher.final()]).toString('utf8');
    },
    fingerprint: (plain) => createHmac('sha256', searching).update(plain).digest(),
  };
}

/** SHA-256 of a text or bytes. */
export function sha256(data: string | Uint8Array): Buffer {
  return hash('sha256', data, 'buffer');
}

/** `138****5678`; shorter numbers keep only their last two digits. */
export function maskPhone(phone: string): string {
  return phone.length >= 11 ? `${phone.slice(0, 3)}****${phone.slice(-4)}` : `***${phone.slice(-2)}`;
}

/** `王*`, `欧**`: the surname stays, as on a queue ticket. */
export function maskName(name: string): string {
  const letters = [...name];
  return letters.length === 0 ? '' : letters[0] + '*'.repeat(Math.max(1, letters.length - 1));
}
