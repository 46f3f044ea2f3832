import Type, { type Static } from 'typebox';
import { stringify } from 'yaml';
import { badFields } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { parseAs } from '../workflow/index.ts';
import { KINDS } from './kinds.ts';
import { documentDetail, listDocuments } from './queries.ts';

/** Many documents in one file, to be carried from one city to another. */
const BundleSchema = Type.Object(
  {
    format: Type.Literal('huying-config/1'),
    documents: Type.Array(
      Type.Object(
        {
          kind: Type.String({ maxLength: 40 }),
          code: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,59}$' }),
          text: Type.String({ minLength: 1, maxLength: 2_000_000 }),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 500 },
    ),
  },
  { additionalProperties: false },
);
type Bundle = Static<typeof BundleSchema>;

/** What is in force as one file: everything, or of some kinds. */
export async function exportBundle(runtime: Runtime, kinds: readonly string[]): Promise<string> {
  const all = await listDocuments(runtime);
  const wanted = all.filter(
    ({ kind, version }) => version > 0 && (kinds.length === 0 || kinds.includes(kind)),
  );
  const documents: Bundle['documents'] = [];
  for (const { kind, code } of wanted) {
    const { text } = await documentDetail(runtime, { kind, code });
    documents.push({ kind, code, text });
  }
  return stringify({ format: 'huying-config/1', documents }, { lineWidth: 0 });
}

/** Reads a file of documents; refuses one that is none, and kinds that do not exist. */
export function readBundle(text: string): Bundle['documents'] {
  const { value, findings } = parseAs<Bundle>(text, BundleSchema);
  if (!value)
    throw badFields(
      findings.slice(0, 20).map(({ code, message }) => ({ path: 'text', code, message })),
      '这不是配置包文件。',
    );
  const unknown = value.documents.filter(({ kind }) => !KINDS.some((each) => each.kind === kind));
  if (unknown.length > 0)
    throw badFields(
      unknown.map(({ kind }) => ({
        path: 'text',
        code: 'unknown_kind',
        message: `没有「${kind}」这种配置。`,
      })),
      '配置包里有不认识的内容。',
    );
  return value.documents;
}
