import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import { sha256 } from '../../platform/crypto.ts';
import { badFields } from '../../platform/errors.ts';
import { recordNext } from '../../platform/events.ts';
import type { Context, Runtime } from '../../platform/runtime.ts';
import { compileWorkflow, type Workflow } from './compile.ts';
import type { Definition } from './definition.ts';
import type { Finding } from './parse.ts';

/** What is published never changes, so a compiled version is kept for as long as the program runs. */
const compiled = new WeakMap<Runtime, Map<string, Workflow>>();

/** The workflow of a definition at a version; it exists, because matters refer to it. */
export async function workflowAt(runtime: Runtime, code: string, version: number): Promise<Workflow> {
  const map = compiled.get(runtime) ?? new Map<string, Workflow>();
  compiled.set(runtime, map);
  const key = `${code} ${version}`;
  const known = map.get(key);
  if (known) return known;
  const { rows } = await sql<{ spec: Definition }>`
    select spec from workflow_definition where code = ${code} and version = ${version}`.execute(runtime.db);
  if (!rows[0]) throw new Error(`no workflow ${key}`);
  const workflow = compileWorkflow(rows[0].spec);
  map.set(key, workflow);
  return workflow;
}

const newest = cacheOf(['workflow.'], async (runtime) => {
  const { rows } = await sql<{ code: string; version: number }>`
    select code, max(version) as version from workflow_definition group by code`.execute(runtime.db);
  return new Map(rows.map((row) => [row.code, row.version]));
});

/** The version on which new matters start. */
export async function newestWorkflow(runtime: Runtime, code: string): Promise<Workflow> {
  const version = (await newest.get(runtime)).get(code);
  if (version === undefined) throw new Error(`no workflow ${code}`);
  return workflowAt(runtime, code, version);
}

/** A stable id for the events of what is published under a name. */
export function subjectOf(name: string): string {
  const hex = sha256(name).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/**
 * Publishes a definition as the next version when it differs from the newest, the first one as what it says, and returns that version.
 * Refuses one with errors among its findings; warnings are kept beside it.
 */
export async function publishDefinition(
  ctx: Context,
  definition: Definition,
  findings: Finding[],
): Promise<number> {
  const errors = findings.filter((finding) => finding.severity === 'error');
  if (errors.length > 0)
    throw badFields(
      errors.map(({ path, code, message }) => ({ path, code, message })),
      '流程定义有错误，不能发布。',
    );
  const { rows } = await sql<{ version: number; same: boolean }>`
    select version, spec - 'version' = ${JSON.stringify(definition)}::jsonb - 'version' as same
    from workflow_definition where code = ${definition.code} order by version desc limit 1`.execute(ctx.db);
  if (rows[0]?.same) return rows[0].version;
  // The first one keeps the number that its file says.
  const version = rows[0] ? rows[0].version + 1 : definition.version;
  ctx.write(sql`
    insert into workflow_definition (code, version, name, spec, findings, published_at, actor)
    values (${definition.code}, ${version}, ${definition.name}, ${JSON.stringify({ ...definition, version })}::jsonb,
      ${JSON.stringify(findings)}::jsonb, ${ctx.now}::timestamptz, ${ctx.actor.id}::uuid)`);
  await recordNext(ctx, {
    subjectKind: 'workflow',
    subject: subjectOf(`workflow ${definition.code}`),
    kind: 'workflow.published',
    audience: 'staff',
    scopes: [],
    data: { code: definition.code, version },
  });
  newest.forget(ctx.runtime);
  return version;
}
