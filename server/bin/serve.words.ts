import { DataLockedError } from '../src/platform/database/embedded.ts';

type Known = NodeJS.ErrnoException & { address?: string; port?: number; hostname?: string };

/** Faults of the operating system and of PostgreSQL that an operator can mend, by their code. */
const WORDS: Record<string, (error: Known) => string> = {
  EADDRINUSE: ({ port }) => `端口 ${port} 已被占用：请先停止占用者，或用 PORT=… 换一个端口。`,
  EADDRNOTAVAIL: ({ address }) => `本机没有地址 ${address}：请检查 HOST。`,
  ENOTFOUND: ({ hostname }) => `找不到主机 ${hostname}：请检查 DATABASE_URL 或 HOST 中的主机名和网络。`,
  EAI_AGAIN: ({ hostname }) => `暂时无法解析主机名 ${hostname}：请检查网络与 DNS。`,
  ECONNREFUSED: (error) => `连不上数据库（${where(error)}）：请检查 DATABASE_URL，并确认数据库已经启动。`,
  ETIMEDOUT: (error) => `连接数据库超时（${where(error)}）：请检查 DATABASE_URL、网络和防火墙。`,
  EACCES: noAccess,
  EPERM: noAccess,
  EROFS: ({ path }) => `${path} 所在的磁盘只读：请用 HUYING_DATA 指定可以写的目录。`,
  ENOSPC: () => '磁盘已满：请清理后再启动。',
  '28P01': () => '数据库拒绝登录：DATABASE_URL 中的用户名或密码不对。',
  '28000': ({ message }) => `数据库拒绝登录：请检查 DATABASE_URL 中的用户和 pg_hba.conf（${message}）。`,
  '3D000': ({ message }) => `DATABASE_URL 指定的数据库不存在，请先建立（${message}）。`,
  '57P03': () => '数据库正在启动或停止，请稍后再启动。',
  '53300': () => '数据库的连接数已满：请调小 DATABASE_POOL，或调大数据库的 max_connections。',
};

function where(error: Known): string {
  const first = (error as unknown as { errors?: Known[] }).errors?.[0] ?? error;
  return first.address ? `${first.address}:${first.port}` : first.message;
}

function noAccess(error: Known): string {
  if (error.syscall === 'listen')
    return `不能监听端口 ${error.port}：1024 以下的端口需要相应权限，请换一个 PORT。`;
  return `没有权限使用 ${error.path ?? error.message}：请检查目录的所有者，或用 HUYING_DATA 指定别的目录。`;
}

/** What an operator is told when the start fails: words with a remedy for what we know, else the whole error. */
export function failureWords(error: unknown): string {
  if (error instanceof DataLockedError) return error.message;
  const known = error as Known;
  const words = known.code === undefined ? undefined : WORDS[known.code];
  if (words) return words(known);
  // pg gives a timeout of its own no code.
  if (/timeout expired|connection timeout/.test(known.message)) return WORDS.ETIMEDOUT!(known);
  // Our own refusals are Chinese and whole; a stack would only bury them.
  if (/\p{Script=Han}/u.test(known.message) && known.code === undefined) return known.message;
  return known.stack ?? String(error);
}
