import { account } from './features/account/feature.ts';
import { area } from './features/area/feature.ts';
import { audit } from './features/audit/feature.ts';
import { care } from './features/care/feature.ts';
import { config } from './features/config/feature.ts';
import { dictionary } from './features/dictionary/feature.ts';
import { dispute } from './features/dispute/feature.ts';
import { duty } from './features/duty/feature.ts';
import { finding } from './features/finding/feature.ts';
import { housing } from './features/housing/feature.ts';
import { insight } from './features/insight/feature.ts';
import { judgement } from './features/judgement/feature.ts';
import { key } from './features/key/feature.ts';
import { ledger } from './features/ledger/feature.ts';
import { matter } from './features/matter/feature.ts';
import { message } from './features/message/feature.ts';
import { patrol } from './features/patrol/feature.ts';
import { place } from './features/place/feature.ts';
import { project } from './features/project/feature.ts';
import { registration } from './features/registration/feature.ts';
import { resident } from './features/resident/feature.ts';
import { routing } from './features/routing/feature.ts';
import { sheet } from './features/sheet/feature.ts';
import { source } from './features/source/feature.ts';
import { task } from './features/task/feature.ts';
import { whistle } from './features/whistle/feature.ts';
import { workflow } from './features/workflow/feature.ts';
import type { Feature } from './platform/feature.ts';

export { authenticate } from './features/account/index.ts';

/** The ONE ordered list: a feature may import features before it, and only through their index.ts. */
export const FEATURES: Feature[] = [
  area,
  account,
  key,
  message,
  workflow,
  task,
  dictionary,
  source,
  housing,
  place,
  resident,
  registration,
  sheet,
  routing,
  matter,
  finding,
  whistle,
  judgement,
  dispute,
  patrol,
  project,
  insight,
  duty,
  ledger,
  care,
  audit,
  config,
];
