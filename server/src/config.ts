import { resolve } from 'node:path';

/** Everything the environment may say; nothing else in the server reads `process.env`. */
export interface Config {
  /** Port of the web server (PORT, default 8080). */
  port: number;
  /** Address to listen on (HOST, default 127.0.0.1). */
  host: string;
  /** Folder of database, files and keys (HUYING_DATA, default ./data). */
  dataDir: string;
  /** An outside PostgreSQL 15 or newer (DATABASE_URL); without it the embedded one runs. */
  databaseUrl: string | null;
  /** Load the demo city when the data folder is new (HUYING_DEMO, 0 = no). */
  demo: boolean;
  /** Allow the demo passwords on an address others can reach (HUYING_DEMO_PUBLIC=1). */
  demoPublic: boolean;
  /** 32 bytes in hex; without it a key file is made in the data folder (HUYING_KEY). */
  masterKey: string | null;
  /** The next master key, for `keys rewrap` only (HUYING_KEY_NEW). */
  nextMasterKey: string | null;
  /** How the first data key of a new database seals: aes (AES-256-GCM) or sm4 (SM4-CBC with HMAC-SM3) (HUYING_CIPHER, default aes). */
  cipher: 'aes' | 'sm4';
  /** Connections to the database (DATABASE_POOL, default 12) of requests; what happens beside them has as many of its own). */
  poolSize: number;
  /** pino level (LOG_LEVEL, default warn). */
  logLevel: string;
  /** Cookies only over HTTPS (HUYING_HTTPS=1, behind a TLS proxy). */
  https: boolean;
  /** The address people reach this server by, for links in texts (HUYING_URL, default from HOST and PORT). */
  publicUrl: string;
  /** Where SMS are posted to as JSON (SMS_URL); without it they are only written to the outbox. */
  smsUrl: string | null;
  /** Configuration is published by another person than wrote it (HUYING_PUBLISH_BY_TWO=1). */
  publishByTwo: boolean;
}

function integer(faults: string[], name: string, text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    faults.push(`${name} 应为 0–65535 的整数，现在是「${text}」`);
  return value;
}

function flag(faults: string[], name: string, text: string | undefined, fallback: boolean): boolean {
  if (text === undefined || text === '') return fallback;
  if (text !== '0' && text !== '1') faults.push(`${name} 应为 0 或 1，现在是「${text}」`);
  return text === '1';
}

/** Reads the environment once; throws one error that lists every fault. */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const faults: string[] = [];
  const config: Config = {
    port: integer(faults, 'PORT', env.PORT, 8080),
    host: env.HOST || '127.0.0.1',
    dataDir: resolve(env.HUYING_DATA || 'data'),
    databaseUrl: env.DATABASE_URL || null,
    demo: flag(faults, 'HUYING_DEMO', env.HUYING_DEMO, true),
    demoPublic: flag(faults, 'HUYING_DEMO_PUBLIC', env.HUYING_DEMO_PUBLIC, false),
    masterKey: env.HUYING_KEY || null,
    nextMasterKey: env.HUYING_KEY_NEW || null,
    cipher: env.HUYING_CIPHER === 'sm4' ? 'sm4' : 'aes',
    poolSize: integer(faults, 'DATABASE_POOL', env.DATABASE_POOL, 12),
    logLevel: env.LOG_LEVEL || 'warn',
    https: flag(faults, 'HUYING_HTTPS', env.HUYING_HTTPS, false),
    publicUrl: (env.HUYING_URL || `http://${env.HOST || '127.0.0.1'}:${env.PORT || 8080}`).replace(/\/$/, ''),
    smsUrl: env.SMS_URL || null,
    publishByTwo: flag(faults, 'HUYING_PUBLISH_BY_TWO', env.HUYING_PUBLISH_BY_TWO, false),
  };
  if (config.databaseUrl && !/^postgres(ql)?:\/\//.test(config.databaseUrl))
    faults.push('DATABASE_URL 应以 postgres:// 开头');
  if (config.masterKey && !/^[0-9a-f]{64}$/i.test(config.masterKey))
    faults.push('HUYING_KEY 应为 64 位十六进制（32 字节）');
  if (config.nextMasterKey && !/^[0-9a-f]{64}$/i.test(config.nextMasterKey))
    faults.push('HUYING_KEY_NEW 应为 64 位十六进制（32 字节）');
  if (env.HUYING_CIPHER && !['aes', 'sm4'].includes(env.HUYING_CIPHER))
    faults.push(`HUYING_CIPHER 应为 aes 或 sm4，现在是「${env.HUYING_CIPHER}」`);
  if (faults.length > 0) throw new Error(`配置有误：\n  ${faults.join('\n  ')}`);
  return config;
}
