import { sql } from 'kysely';
import { stringify } from 'yaml';
import type { DocumentInForce, DocumentKind, JudgedDocument } from '../../platform/documents.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { allRoles } from '../account/index.ts';
import { calendarFaults } from './calendar.faults.ts';
import { publishCalendar } from './calendar.store.ts';
import type { Definition } from './definition.ts';
import { graph } from './graph.ts';
import { ladderFaults } from './ladder.faults.ts';
import { publishLadder } from './ladder.store.ts';
import { lint } from './lint.ts';
import { lintType } from './lint.type.ts';
import type { MatterType } from './matter-type.ts';
import { type Finding, parseCalendar, parseDefinition, parseLadder } from './parse.ts';
import { publishDefinition } from './store.ts';
import { phases } from './vocabulary.ts';

const TABLES = {
  workflow: 'workflow_definition',
  calendar: 'workflow_calendar',
  ladder: 'workflow_ladder',
} as const;
type Table = keyof typeof TABLES;

/** A stored value as a file; what a person wrote is kept beside the drafts. */
const fileOf = (spec: object): string => stringify(spec, { lineWidth: 120, aliasDuplicateObjects: false });

async function inForce(runtime: Runtime, table: Table): Promise<DocumentInForce[]> {
  const { rows } = await sql<DocumentInForce>`
    select distinct on (code) code, name, version, published_at from ${sql.raw(TABLES[table])}
    order by code, version desc`.execute(runtime.db);
  return rows;
}

async function textOf(
  runtime: Runtime,
  table: Table,
  code: string,
  version?: number,
): Promise<string | null> {
  const { rows } = await sql<{ spec: object }>`
    select spec from ${sql.raw(TABLES[table])} where code = ${code}
      and (${version ?? null}::int is null or version = ${version ?? null}::int)
    order by version desc limit 1`.execute(runtime.db);
  return rows[0] ? fileOf(rows[0].spec) : null;
}

const errorsOf = (code: string, faults: readonly { path: string; message: string }[]): Finding[] =>
  faults.map(({ path, message }) => ({ severity: 'error', code, path, message }));

/** What the types that run on a flow would miss in it. */
async function typeFindings(runtime: Runtime, definition: Definition): Promise<Finding[]> {
  const { rows } = await sql<{ spec: MatterType }>`
    select spec from matter_type where workflow_code = ${definition.code} and retired_at is null`.execute(
    runtime.db,
  );
  const workflows = new Map([[definition.code, definition]]);
  return rows.flatMap(({ spec }) =>
    lintType(spec, { workflows }).map((found) => ({
      ...found,
      path: '',
      message: `事项类型「${spec.name}」用这个流程就不完整：${found.message}`,
    })),
  );
}

async function judgeWorkflow(runtime: Runtime, code: string, text: string): Promise<JudgedDocument> {
  const { value, findings } = parseDefinition(text);
  if (!value) return { name: null, findings };
  const [roles, { rows }] = await Promise.all([
    allRoles(runtime.db),
    sql<{ code: string }>`select code from message_template`.execute(runtime.db),
  ]);
  const found = lint(value, {
    granted: new Set([...roles.flatMap(({ permissions }) => permissions), 'matter:system']),
    templates: new Set(rows.map((row) => row.code)),
  });
  if (value.code !== code)
    found.push(
      ...errorsOf('other_code', [{ path: 'code', message: `代码须为「${code}」，与所编辑的流程一致。` }]),
    );
  const { nodes, edges } = graph(value);
  return {
    name: value.name,
    findings: [...found, ...(await typeFindings(runtime, value))],
    graph: {
      nodes: nodes.map((node) => ({ ...node, phase_name: phases[node.phase as keyof typeof phases] })),
      edges,
    },
  };
}

const workflows: DocumentKind = {
  kind: 'workflow',
  name: '流程',
  format: 'yaml',
  list: (runtime) => inForce(runtime, 'workflow'),
  text: (runtime, code, version) => textOf(runtime, 'workflow', code, version),
  judge: judgeWorkflow,
  publish: async (ctx, code, text) => {
    const { findings } = await judgeWorkflow(ctx.runtime, code, text);
    return publishDefinition(ctx, parseDefinition(text).value!, findings);
  },
};

const calendars: DocumentKind = {
  kind: 'calendar',
  name: '工作日历',
  format: 'yaml',
  list: (runtime) => inForce(runtime, 'calendar'),
  text: (runtime, code, version) => textOf(runtime, 'calendar', code, version),
  async judge(runtime, _code, text) {
    const { value, findings } = parseCalendar(text);
    if (!value) return { name: null, findings };
    return {
      name: value.name,
      findings: errorsOf('calendar', calendarFaults(value, runtime.clock.now().getTime())),
    };
  },
  publish: (ctx, code, text) => publishCalendar(ctx, code, parseCalendar(text).value!),
};

const ladders: DocumentKind = {
  kind: 'ladder',
  name: '督办阶梯',
  format: 'yaml',
  list: (runtime) => inForce(runtime, 'ladder'),
  text: (runtime, code, version) => textOf(runtime, 'ladder', code, version),
  async judge(_runtime, _code, text) {
    const { value, findings } = parseLadder(text);
    return value
      ? { name: value.name, findings: errorsOf('ladder', ladderFaults(value)) }
      : { name: null, findings };
  },
  publish: (ctx, code, text) => publishLadder(ctx, parseLadder(text).value!, code),
};

/** The texts of this feature that are edited as configuration. */
export const workflowDocuments: DocumentKind[] = [workflows, calendars, ladders];
