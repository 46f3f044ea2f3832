import pg from 'pg';

const OLDEST = 150_000;

interface Found {
  version: number;
  encoding: string;
  me: string;
  makes_roles: boolean;
  has_role: boolean;
  is_member: boolean;
  creates: boolean;
}

const QUESTION = `
  select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
    quote_ident(current_user) as me, (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as makes_roles,
    exists (select from pg_roles where rolname = 'huying_app') as has_role,
    coalesce((select pg_has_role(oid, 'member') from pg_roles where rolname = 'huying_app'), false) as is_member,
    has_schema_privilege('public', 'create') as creates`;

/** What an outside database lacks, each with what its administrator should do; empty when it will do. */
export function shortcomings(found: Found): string[] {
  const lacks: string[] = [];
  if (found.version < OLDEST)
    lacks.push(`PostgreSQL 版本是 ${Math.floor(found.version / 10_000)}，需要 15 或更新版本`);
  if (found.encoding !== 'UTF8')
    lacks.push(
      `数据库编码是 ${found.encoding}，需要 UTF8：create database … encoding 'UTF8' template template0`,
    );
  if (!found.creates) lacks.push(`用户不能建表：grant create on schema public to ${found.me};`);
  if (!found.makes_roles && !found.has_role)
    lacks.push(`缺少应用角色：create role huying_app nologin; grant huying_app to ${found.me};`);
  else if (!found.makes_roles && !found.is_member)
    lacks.push(`用户不能成为应用角色：grant huying_app to ${found.me};`);
  return lacks;
}

/** Refuses an outside database that the program could not work with, saying all that is missing at once. */
export async function checkOutside(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<Found>(QUESTION);
    const lacks = shortcomings(rows[0]!);
    if (lacks.length > 0)
      throw new Error(`DATABASE_URL 的数据库还不能使用，请让数据库管理员处理：\n  ${lacks.join('\n  ')}`);
  } finally {
    await client.end();
  }
}
