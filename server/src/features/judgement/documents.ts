import { singleDocument } from '../../platform/documents.single.ts';
import { registry } from '../matter/index.ts';
import { publishSettings, readSettings, type Settings } from './settings.ts';

/** How matters are judged after closing, as a text that is edited as configuration. */
export const judgementDocument = singleDocument<Settings>({
  kind: 'judgement',
  name: '评价规则',
  title: '回访、互评、抽查与申诉',
  table: 'judgement_policy',
  read: async (text, runtime) => readSettings(text, new Set((await registry(runtime)).types.keys())),
  publish: publishSettings,
});
