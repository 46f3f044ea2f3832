import { randomInt } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { Refusal } from '../../platform/errors.ts';

// OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane. argon2id is the library's default.
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
// Hashing is the one thing a stranger can make the machine do: two at a time leave a core for everybody else.
const AT_ONCE = 2;
const MOST_WAITING = 60;

let running = 0;
const waiting: (() => void)[] = [];

/** Refuses (503) while too many wait for a hash: asked before an attempt is counted, so that a flood locks nobody out. */
export function requireRoom(): void {
  if (waiting.length < MOST_WAITING) return;
  throw new Refusal(503, 'busy', '现在登录的人太多，请过几秒再试。', { extra: { retry_after: 5 } });
}

/** Runs work that burns a core, a few at a time; refuses (503) rather than letting a queue grow without end. */
async function bounded<T>(work: () => Promise<T>): Promise<T> {
  if (running >= AT_ONCE) {
    requireRoom();
    await new Promise<void>((go) => waiting.push(go));
  } else running += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

/** The argon2id hash of a password, salted: two hashes of one password differ. */
export function hashPassword(password: string): Promise<string> {
  return bounded(() => hash(password, COST));
}

let dummy: Promise<string> | undefined;

/** Whether the password is the one that was hashed; without a hash it takes the same time and is false. */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  dummy ??= hash('nobody has this password', COST);
  const against = stored ?? (await dummy);
  const right = await bounded(() => verify(against, password).catch(() => false));
  return right && stored !== null;
}

// Without letters and digits that are mistaken for one another when read from paper.
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to hand over once, of 59 bits: `xk4m-9p2q-w7tz`. */
export function oneTimePassword(): string {
  const group = () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  return [group(), group(), group()].join('-');
}
