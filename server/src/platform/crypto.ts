import { hash } from 'node:crypto';

/**
 * Seals personal values for a column and finds them again without opening them. Synchronous: a value is sealed within the decision
 * that makes it. Under which key, and by which cipher: `keys/`.
 */
export interface Sealer {
  seal(plain: string): Buffer;
  /** Opens what `seal` made; throws when it was changed or belongs to another key. */
  open(sealed: Uint8Array): string;
  /** Keyed fingerprint for exact search: equal values have equal fingerprints, and nobody without the key can try values out. */
  fingerprint(plain: string): Buffer;
  /** The same by every key whose fingerprints may still lie in a column, the one of `fingerprint` first: what is looked for has one of them. */
  fingerprints(plain: string): [Buffer, ...Buffer[]];
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
