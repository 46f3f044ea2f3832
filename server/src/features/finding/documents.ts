import { singleDocument } from '../../platform/documents.single.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { registry } from '../matter/index.ts';
import { type Known, type Policy, publishPolicy, readPolicy } from './settings.ts';

async function knownIn(runtime: Runtime): Promise<Known> {
  const { types, categories } = await registry(runtime);
  const groups = [...categories.values()].flatMap(({ code, parentCode }) =>
    parentCode === null ? code : [],
  );
  return { types: new Set(types.keys()), groups: new Set(groups) };
}

/** When calls add up to a finding (研判预警), as a text that is edited as configuration. */
export const findingDocument = singleDocument<Policy>({
  kind: 'finding',
  name: '研判预警规则',
  title: '热点与重复来电',
  table: 'finding_policy',
  read: async (text, runtime) => readPolicy(text, await knownIn(runtime)),
  publish: publishPolicy,
});
