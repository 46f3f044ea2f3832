import { structuredPatch } from 'diff';
import { useMemo } from 'react';

interface Props {
  before: string;
  after: string;
  /** What the two sides are called. */
  names: [before: string, after: string];
}

/** Two texts, line by line: what went, what came, with three lines around. */
export function Compare({ before, after, names }: Props) {
  const hunks = useMemo(
    () => structuredPatch('', '', before, after, undefined, undefined, { context: 3, timeout: 2000 })?.hunks,
    [before, after],
  );
  if (hunks === undefined) return <p className="hy-muted">两份内容差别太大，无法逐行比较。</p>;
  if (hunks.length === 0)
    return (
      <p className="hy-muted">
        {names[0]}与{names[1]}没有差别。
      </p>
    );
  return (
    <section className="hy-diff" aria-label={`${names[0]}与${names[1]}的差别`}>
      <p className="hy-muted">
        <span data-sign="-">− {names[0]}</span> <span data-sign="+">＋ {names[1]}</span>
      </p>
      {hunks.map((hunk) => (
        <pre key={`${hunk.oldStart} ${hunk.newStart}`}>
          <span className="hy-muted">{`第 ${hunk.newStart} 行起\n`}</span>
          {hunk.lines
            .filter((line) => !line.startsWith('\\'))
            .map((line, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no id and the list is replaced as a whole
              <span key={i} data-sign={line[0]}>{`${line}\n`}</span>
            ))}
        </pre>
      ))}
    </section>
  );
}
