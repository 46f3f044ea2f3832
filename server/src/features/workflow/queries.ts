import { sql } from 'kysely';
import type { Static } from 'typebox';
import { notFound } from '../../platform/errors.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Definition } from './definition.ts';
import { graph } from './graph.ts';
import type { MatterType } from './matter-type.ts';
import type { Finding } from './parse.ts';
import type { WorkflowDetail, WorkflowItem, WorkflowType } from './schema.ts';
import { clockKinds, phases } from './vocabulary.ts';
import { actionsInWords, durationText, statesInWords } from './words.ts';

interface Row {
  code: string;
  version: number;
  name: string;
  spec: Definition;
  findings: Finding[];
  published_at: Date;
}

const REOPENS_ON = { unsolved: '未解决', dissatisfied: '不满意' };

const POLICIES: Record<Exclude<keyof MatterType['policy'], 'reopen_on'>, [string, string]> = {
  reopen_days: ['可复开', '天'],
  max_reopens: ['复开上限', '次'],
  max_extensions: ['延期上限', '次'],
  max_suspensions: ['挂起上限', '次'],
  max_refusals: ['申请未获同意的上限', '次'],
  urge_hours: ['两次催办间隔', '小时'],
};

const reopensOn = (answers: readonly (keyof typeof REOPENS_ON)[]): string =>
  answers.length > 0 ? `评价${answers.map((each) => REOPENS_ON[each]).join('或')}` : '不自动复开';

function typeView({ code, name, description, limits, policy }: MatterType): Static<typeof WorkflowType> {
  return {
    code,
    name,
    description,
    limits: Object.entries(limits).map(([kind, limit]) => ({
      name: clockKinds[kind as keyof typeof clockKinds],
      limit: durationText(limit),
    })),
    rules: [
      ...Object.entries(POLICIES).map(([key, [word, unit]]) => ({
        name: word,
        value: `${policy[key as keyof typeof POLICIES]} ${unit}`,
      })),
      { name: '自动复开', value: reopensOn(policy.reopen_on ?? ['unsolved', 'dissatisfied']) },
    ],
  };
}

/** The kinds of matters in use, by the flow they run on. */
async function typesByFlow(runtime: Runtime) {
  const { rows } = await sql<{ workflow_code: string; spec: MatterType }>`
    select workflow_code, spec from matter_type where retired_at is null order by position`.execute(
    runtime.db,
  );
  return Map.groupBy(rows, (row) => row.workflow_code);
}

type Types = Awaited<ReturnType<typeof typesByFlow>>;

const itemOf = (row: Row, types: Types): Static<typeof WorkflowItem> => ({
  code: row.code,
  name: row.name,
  version: row.version,
  published_at: row.published_at.toISOString(),
  states: Object.keys(row.spec.states).length,
  actions: Object.keys(row.spec.actions).length,
  findings: row.findings.length,
  types: (types.get(row.code) ?? []).map(({ spec }) => typeView(spec)),
});

/** Every flow in the version on which new matters start. */
export async function listWorkflows(runtime: Runtime): Promise<Static<typeof WorkflowItem>[]> {
  const [{ rows }, types] = await Promise.all([
    sql<Row>`select distinct on (code) code, version, name, spec, findings, published_at
      from workflow_definition order by code, version desc`.execute(runtime.db),
    typesByFlow(runtime),
  ]);
  return rows.map((row) => itemOf(row, types));
}

/** One flow, drawn and in words; 404 for a code or version that was never published. */
export async function workflowDetail(
  runtime: Runtime,
  code: string,
  version?: number,
): Promise<Static<typeof WorkflowDetail>> {
  const [{ rows }, types] = await Promise.all([
    sql<Row>`select code, version, name, spec, findings, published_at
      from workflow_definition where code = ${code} order by version desc`.execute(runtime.db),
    typesByFlow(runtime),
  ]);
  const row = version === undefined ? rows[0] : rows.find((each) => each.version === version);
  if (!row) throw notFound('流程');
  const { nodes, edges } = graph(row.spec);
  return {
    ...itemOf(row, types),
    findings: row.findings,
    versions: rows.map((each) => ({ version: each.version, published_at: each.published_at.toISOString() })),
    graph: {
      nodes: nodes.map((node) => ({ ...node, phase_name: phases[node.phase as keyof typeof phases] })),
      edges,
    },
    state_list: statesInWords(row.spec),
    action_list: actionsInWords(row.spec),
  };
}
