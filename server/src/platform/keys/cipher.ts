import { aes } from './cipher.aes.ts';
import { sm4 } from './cipher.sm4.ts';

/** One key at work. Both ways are synchronous: a value is sealed within the decision that makes it. */
export interface Cipher {
  /** `header` followed by what only this key opens. */
  seal(header: Buffer, plain: string | Buffer): Buffer;
  /** Opens what stands behind a header of this length; throws when anything of it was changed. */
  open(sealed: Buffer, header: number): Buffer;
}

/** A way to seal: the port behind which another algorithm, or a module that keeps its keys to itself, may stand. */
export interface CipherKind {
  /** As it is configured and kept beside a key. */
  name: string;
  /** What it is, for people. */
  title: string;
  /** First byte of everything it seals, for good. */
  version: number;
  keyBytes: number;
  /** The hash that keys are derived with, and of the blind index made by it. */
  hash: 'sha256' | 'sm3';
  use(key: Buffer): Cipher;
}

/** All ways known here; a new one takes the next version. */
export const CIPHERS: readonly CipherKind[] = [aes, sm4];

/** The way of this name; throws on an unknown one, which only a newer program can have written. */
export function cipherNamed(name: string): CipherKind {
  const found = CIPHERS.find((kind) => kind.name === name);
  if (!found)
    throw new Error(`不认识的加密方式「${name}」，可用的是 ${CIPHERS.map((kind) => kind.name).join('、')}`);
  return found;
}
