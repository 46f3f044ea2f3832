import { createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { randomOf } from '../random.ts';
import type { CipherKind } from './cipher.ts';

const IV = 12;
const TAG = 16;

/** AES-256-GCM: `iv(12) tag(16) ciphertext`. */
export const aes: CipherKind = {
  name: 'aes',
  title: 'AES-256-GCM',
  version: 1,
  keyBytes: 32,
  hash: 'sha256',
  use(bytes) {
    // Made into a key once: from bytes it would happen anew at every value.
    const key = createSecretKey(bytes);
    return {
      seal(header, plain) {
        const iv = randomOf(IV);
        const cipher = createCipheriv('aes-256-gcm', key, iv);
        const body = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
        const rest = cipher.final();
        return Buffer.concat([header, iv, cipher.getAuthTag(), body, rest]);
      },
      open(sealed, header) {
        const from = header + IV + TAG;
        const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(header, header + IV), {
          authTagLength: TAG,
        });
        decipher.setAuthTag(sealed.subarray(header + IV, from));
        return Buffer.concat([decipher.update(sealed.subarray(from)), decipher.final()]);
      },
    };
  },
};
