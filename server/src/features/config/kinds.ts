import type { DocumentKind, DocumentTrial } from '../../platform/documents.ts';
import { badField, notFound } from '../../platform/errors.ts';
import { findingDocument } from '../finding/index.ts';
import { insightDocument } from '../insight/index.ts';
import { judgementDocument } from '../judgement/index.ts';
import { calendarTrial, flowTrial, matterDocuments } from '../matter/index.ts';
import { routingDocument } from '../routing/index.ts';
import { workflowDocuments } from '../workflow/index.ts';

/** What happened under a text of the engine, only the matters know. */
const TRIALS: Record<string, DocumentTrial> = { workflow: flowTrial, calendar: calendarTrial };

const tried = (kind: DocumentKind): DocumentKind => {
  const trial = TRIALS[kind.kind];
  return trial ? { ...kind, trial } : kind;
};

/** What is edited as configuration, in the order in which it is shown. */
export const KINDS: readonly DocumentKind[] = [
  ...workflowDocuments.slice(0, 1).map(tried),
  ...matterDocuments,
  routingDocument,
  ...workflowDocuments.slice(1).map(tried),
  insightDocument,
  judgementDocument,
  findingDocument,
];

/** A kind by its code; 404 for one that is not there. */
export function kindOf(code: string): DocumentKind {
  const kind = KINDS.find((each) => each.kind === code);
  if (!kind) throw notFound('配置种类');
  return kind;
}

/** How a kind is tried on the past; 404 for one that cannot be. */
export function trialOf(code: string): DocumentTrial {
  const { trial } = kindOf(code);
  if (!trial) throw notFound('试算');
  return trial;
}

const CODE = /^[a-z0-9][a-z0-9._-]{0,59}$/;

/** Refuses what cannot be the code of a document. */
export function checkCode(code: string): void {
  if (!CODE.test(code))
    throw badField('code', 'bad_code', '代码由小写字母、数字、点、横线组成，最长 60 位。');
}
