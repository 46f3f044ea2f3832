import { sql } from 'kysely';
import { stringify } from 'yaml';
import type { DocumentFinding, DocumentInForce, DocumentKind } from './documents.ts';
import type { Context, Runtime } from './runtime.ts';

const CODE = 'standard';

/** What a feature says of the one document it has of a kind. */
export interface Single<T> {
  kind: string;
  /** The kind's name, and the document's. */
  name: string;
  title: string;
  /** Where its versions are kept: `version`, `spec`, `published_at`. */
  table: string;
  read(text: string, runtime: Runtime): Promise<{ value: T | null; findings: DocumentFinding[] }>;
  publish(ctx: Context, value: T): Promise<number>;
}

/** A kind of which there is one document, a text in YAML whose versions are kept as rows. */
export function singleDocument<T>({ kind, name, title, table, read, publish }: Single<T>): DocumentKind {
  return {
    kind,
    name,
    format: 'yaml',
    async list(runtime) {
      const { rows } = await sql<DocumentInForce>`
        select ${CODE} as code, ${title} as name, version, published_at from ${sql.table(table)}
        order by version desc limit 1`.execute(runtime.db);
      return rows;
    },
    async text(runtime, code, version) {
      const { rows } = await sql<{ spec: T }>`
        select spec from ${sql.table(table)} where ${code} = ${CODE} and (${version ?? null}::int is null or version = ${version ?? null}::int)
        order by version desc limit 1`.execute(runtime.db);
      return rows[0] ? stringify(rows[0].spec, { lineWidth: 120, aliasDuplicateObjects: false }) : null;
    },
    async judge(runtime, code, text) {
      const { value, findings } = await read(text, runtime);
      if (code === CODE) return { name: value && title, findings };
      const message = `${name}只有一份，代码为 ${CODE}。`;
      return {
        name: value && title,
        findings: [...findings, { severity: 'error', code: 'other_code', path: '', message }],
      };
    },
    publish: async (ctx, _code, text) => publish(ctx, (await read(text, ctx.runtime)).value!),
  };
}
