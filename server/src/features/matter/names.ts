import type { Runtime } from '../../platform/runtime.ts';
import { unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { newestCalendar, type Workflow, workflowAt } from '../workflow/index.ts';
import type { Names } from './item.ts';
import { registry } from './registry.ts';

/** Everything that turns codes into names, read once; `rows` tell which workflow versions are needed. */
export async function namesFor(
  runtime: Runtime,
  rows: readonly { workflow_code: string; workflow_version: number }[],
): Promise<Names> {
  const [types, areas, units, { calendar }] = await Promise.all([
    registry(runtime),
    areaTree(runtime),
    unitRegistry(runtime),
    newestCalendar(runtime),
  ]);
  const workflows = new Map<string, Workflow>();
  for (const { workflow_code, workflow_version } of rows) {
    const key = `${workflow_code} ${workflow_version}`;
    if (!workflows.has(key)) workflows.set(key, await workflowAt(runtime, workflow_code, workflow_version));
  }
  const { horizon } = calendar;
  return {
    registry: types,
    areas,
    units,
    horizon,
    workflow: (code, version) => workflows.get(`${code} ${version}`)!,
  };
}
