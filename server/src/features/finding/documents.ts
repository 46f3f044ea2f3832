import { sql } from 'kysely';
import { stringify } from 'yaml';
import type { DocumentFinding, DocumentInForce, DocumentKind } from '../../platform/documents.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { registry } from '../matter/index.ts';
import { type Known, type Policy, publishPolicy, readPolicy } from './settings.ts';

const CODE = 'standard';
const NAME = '热点与重复来电';

async function knownIn(runtime: Runtime): Promise<Known> {
  const { types, categories } = await registry(runtime);
  const groups = [...categories.values()].flatMap(({ code, parentCode }) =>
    parentCode === null ? code : [],
  );
  return { types: new Set(types.keys()), groups: new Set(groups) };
}

/** When calls add up to a finding (研判预警), as a text that is edited as configuration. */
export const findingDocument: DocumentKind = {
  kind: 'finding',
  name: '研判预警规则',
  format: 'yaml',
  async list(runtime) {
    const { rows } = await sql<DocumentInForce>`
      select ${CODE} as code, ${NAME} as name, version, published_at from finding_policy
      order by version desc limit 1`.execute(runtime.db);
    return rows;
  },
  async text(runtime, code, version) {
    const { rows } = await sql<{ spec: Policy }>`
      select spec from finding_policy where ${code} = ${CODE} and (${version ?? null}::int is null or version = ${version ?? null}::int)
      order by version desc limit 1`.execute(runtime.db);
    return rows[0] ? stringify(rows[0].spec, { lineWidth: 120, aliasDuplicateObjects: false }) : null;
  },
  async judge(runtime, code, text) {
    const { value, findings } = readPolicy(text, await knownIn(runtime));
    const other: DocumentFinding[] =
      code === CODE
        ? []
        : [
            {
              severity: 'error',
              code: 'other_code',
              path: '',
              message: `研判预警规则只有一份，代码为 ${CODE}。`,
            },
          ];
    return { name: value && NAME, findings: [...findings, ...other] };
  },
  publish: (ctx, _code, text) => publishPolicy(ctx, readPolicy(text).value!),
};
