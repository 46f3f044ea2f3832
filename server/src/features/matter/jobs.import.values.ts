import { holds } from '../../platform/access.ts';
import { notAllowed } from '../../platform/errors.ts';
import type { JobKind } from '../../platform/feature.ts';
import { askerOf } from '../account/index.ts';
import { countValues, VALUES_JOB } from './commands.import.values.ts';

/** Finds the distinct values of a large file, with its owner's rights as they are now. Run twice it finds the same. */
export const importValuesJob: JobKind = {
  kind: VALUES_JOB,
  async work(runtime, job) {
    const actor = await askerOf(runtime, job);
    if (!actor || !holds(actor, 'matter:import')) throw notAllowed('您的账号已没有批量导入的权限。');
    return countValues(runtime, actor, job);
  },
};
