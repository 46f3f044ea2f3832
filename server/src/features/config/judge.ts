import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { DocumentFinding, DocumentKind } from '../../platform/documents.ts';
import type { Runtime } from '../../platform/runtime.ts';

export interface PlacedFinding extends DocumentFinding {
  /** Line of the text, from 1; null where it belongs to none. */
  line: number | null;
}

const NAMED = /^\d+$/;

/** The deepest node on the way of a path: what is missing has no node of its own, so the one it is missing in. */
function nodeAt(root: unknown, path: string): Node | null {
  let at = root;
  let found = root as Node | null;
  for (const step of path.split('.')) {
    const pair = isMap(at) ? at.items.find(({ key }) => String(key) === step) : undefined;
    at = pair ? pair.value : isSeq(at) && NAMED.test(step) ? at.items[Number(step)] : undefined;
    const node = (pair?.key ?? at) as Node | undefined;
    if (!node) break;
    found = node;
  }
  return found;
}

/** The line of each finding: of the node that its path names, of the row in a table. */
export function placeFindings(
  format: DocumentKind['format'],
  text: string,
  findings: readonly DocumentFinding[],
): PlacedFinding[] {
  if (format === 'csv')
    return findings.map((each) => ({ ...each, line: NAMED.test(each.path) ? Number(each.path) : null }));
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) return findings.map((each) => ({ ...each, line: broken.linePos?.[0].line ?? null }));
  return findings.map((each) => {
    const range = each.path === '' ? undefined : nodeAt(document.contents, each.path)?.range;
    return { ...each, line: range ? lines.linePos(range[0]).line : null };
  });
}

/** What a text was judged to be, each finding at its line; errors first. */
export async function judgeText(runtime: Runtime, kind: DocumentKind, code: string, text: string) {
  const { name, findings, graph = null } = await kind.judge(runtime, code, text);
  const placed = placeFindings(kind.format, text, findings);
  const errors = placed.filter(({ severity }) => severity === 'error');
  return {
    name,
    graph,
    errors: errors.length,
    findings: [...errors, ...placed.filter((each) => !errors.includes(each))],
  };
}
