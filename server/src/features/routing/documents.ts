import { sql } from 'kysely';
import type { DocumentFinding, DocumentInForce, DocumentKind } from '../../platform/documents.ts';
import { judgeRules, publishRules } from './store.ts';
import { routingTrial } from './trial.ts';

/** The routing rules as a text that is edited as configuration and can be tried on the past. */
export const routingDocument: DocumentKind = {
  kind: 'routing',
  name: '分派规则',
  format: 'yaml',
  trial: routingTrial,
  async list(runtime) {
    const { rows } = await sql<DocumentInForce>`
      select distinct on (code) code, name, version, published_at from routing_rules order by code, version desc`.execute(
      runtime.db,
    );
    return rows;
  },
  async text(runtime, code, version) {
    const { rows } = await sql<{ text: string }>`
      select text from routing_rules where code = ${code} and (${version ?? null}::int is null or version = ${version ?? null}::int)
      order by version desc limit 1`.execute(runtime.db);
    return rows[0]?.text ?? null;
  },
  async judge(runtime, code, text) {
    const { definition, findings } = await judgeRules(runtime, text);
    // Under another code the version in force would not be what the draft was begun on.
    const other: DocumentFinding[] =
      definition && definition.code !== code
        ? [
            {
              severity: 'error',
              code: 'other_code',
              path: 'code',
              message: `代码须为「${code}」，与所编辑的规则一致。`,
            },
          ]
        : [];
    return { name: definition?.name ?? null, findings: [...findings, ...other] };
  },
  async publish(ctx, _code, text) {
    const { definition, findings } = await judgeRules(ctx.runtime, text);
    return publishRules(ctx, { definition: definition!, text, findings });
  },
};
