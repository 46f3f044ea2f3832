import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto';
import { randomOf } from '../random.ts';
import type { CipherKind } from './cipher.ts';

const IV = 16;
const MAC = 32;

const macOf = (key: KeyObject, ...parts: Buffer[]): Buffer => {
  const mac = createHmac('sm3', key);
  for (const part of parts) mac.update(part);
  return mac.digest();
};

/**
 * SM4-CBC, then HMAC-SM3 over header, iv and ciphertext (GM/T 0002, GM/T 0004): `iv(16) mac(32) ciphertext`. OpenSSL in Node has no
 * SM4-GCM. The key is both keys, one behind the other: 16 bytes to encrypt, 32 to authenticate.
 */
export const sm4: CipherKind = {
  name: 'sm4',
  title: 'SM4-CBC + HMAC-SM3',
  version: 2,
  keyBytes: 48,
  hash: 'sm3',
  use(bytes) {
    const [sealing, proving] = [createSecretKey(bytes.subarray(0, 16)), createSecretKey(bytes.subarray(16))];
    return {
      seal(header, plain) {
        const iv = randomOf(IV);
        const cipher = createCipheriv('sm4-cbc', sealing, iv);
        const first = typeof plain === 'string' ? cipher.update(plain, 'utf8') : cipher.update(plain);
        const body = Buffer.concat([first, cipher.final()]);
        return Buffer.concat([header, iv, macOf(proving, header, iv, body), body]);
      },
      open(sealed, header) {
        const iv = sealed.subarray(header, header + IV);
        const mac = sealed.subarray(header + IV, header + IV + MAC);
        const body = sealed.subarray(header + IV + MAC);
        const right = macOf(proving, sealed.subarray(0, header), iv, body);
        if (mac.length !== MAC || !timingSafeEqual(mac, right)) throw new Error('a sealed value was changed');
        const decipher = createDecipheriv('sm4-cbc', sealing, iv);
        return Buffer.concat([decipher.update(body), decipher.final()]);
      },
    };
  },
};
