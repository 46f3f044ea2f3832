import { SYSTEM } from '../../platform/access.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { switchGroup } from './commands.field.ts';
import { listGroups } from './queries.ts';
import { changeWords } from './store.ts';

/** Switches sensitive groups on, all of them or those named. For tests. */
export async function sampleGroups(runtime: Runtime, codes?: readonly string[]): Promise<void> {
  const { items } = await listGroups(runtime);
  for (const { code, version } of items.filter((each) => codes?.includes(each.code) ?? true))
    await changeWords(runtime, SYSTEM, (ctx) =>
      switchGroup(ctx, code, { version, on: true, reason: '测试需要' }),
    );
}
