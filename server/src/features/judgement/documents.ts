import { sql } from 'kysely';
import { stringify } from 'yaml';
import type { DocumentFinding, DocumentInForce, DocumentKind } from '../../platform/documents.ts';
import { registry } from '../matter/index.ts';
import { publishSettings, readSettings, type Settings } from './settings.ts';

const CODE = 'standard';
const NAME = '回访、互评、抽查与申诉';

/** How matters are judged after closing, as a text that is edited as configuration. */
export const judgementDocument: DocumentKind = {
  kind: 'judgement',
  name: '评价规则',
  format: 'yaml',
  async list(runtime) {
    const { rows } = await sql<DocumentInForce>`
      select ${CODE} as code, ${NAME} as name, version, published_at from judgement_policy
      order by version desc limit 1`.execute(runtime.db);
    return rows;
  },
  async text(runtime, code, version) {
    const { rows } = await sql<{ spec: Settings }>`
      select spec from judgement_policy where ${code} = ${CODE} and (${version ?? null}::int is null or version = ${version ?? null}::int)
      order by version desc limit 1`.execute(runtime.db);
    return rows[0] ? stringify(rows[0].spec, { lineWidth: 120, aliasDuplicateObjects: false }) : null;
  },
  async judge(runtime, code, text) {
    const { value, findings } = readSettings(text, new Set((await registry(runtime)).types.keys()));
    const other: DocumentFinding[] =
      code === CODE
        ? []
        : [
            {
              severity: 'error',
              code: 'other_code',
              path: '',
              message: `评价规则只有一份，代码为 ${CODE}。`,
            },
          ];
    return { name: value && NAME, findings: [...findings, ...other] };
  },
  publish: (ctx, _code, text) => publishSettings(ctx, readSettings(text).value!),
};
