import { sql } from 'kysely';
import { stringify } from 'yaml';
import type { DocumentInForce, DocumentKind } from '../../platform/documents.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { registry } from '../matter/index.ts';
import { lintScheme, parseScheme } from './scheme.lint.ts';
import type { Scheme } from './scheme.schema.ts';
import { publishScheme } from './scheme.store.ts';
import { schemeTrial } from './trial.ts';

async function findingsOf(runtime: Runtime, scheme: Scheme) {
  const { types } = await registry(runtime);
  return lintScheme(scheme, new Set(types.keys()));
}

/** Schemes of indicators as texts that are edited as configuration. */
export const insightDocument: DocumentKind = {
  kind: 'scheme',
  name: '考核方案',
  format: 'yaml',
  trial: schemeTrial,
  async list(runtime) {
    const { rows } = await sql<DocumentInForce>`
      select distinct on (code) code, spec ->> 'name' as name, version, published_at from insight_scheme
      order by code, version desc`.execute(runtime.db);
    return rows;
  },
  async text(runtime, code, version) {
    const { rows } = await sql<{ spec: Scheme }>`
      select spec from insight_scheme where code = ${code} and (${version ?? null}::int is null or version = ${version ?? null}::int)
      order by version desc limit 1`.execute(runtime.db);
    return rows[0] ? stringify(rows[0].spec, { lineWidth: 120, aliasDuplicateObjects: false }) : null;
  },
  async judge(runtime, code, text) {
    const { value, findings } = parseScheme(text);
    if (!value) return { name: null, findings };
    const found = await findingsOf(runtime, value);
    if (value.code !== code)
      found.push({
        severity: 'error',
        code: 'other_code',
        path: 'code',
        message: `代码须为「${code}」，与所编辑的考核方案一致。`,
      });
    return { name: value.name, findings: found };
  },
  async publish(ctx, _code, text) {
    const scheme = parseScheme(text).value!;
    return publishScheme(ctx, scheme, await findingsOf(ctx.runtime, scheme));
  },
};
