import { type KeyboardEvent, type RefObject, useMemo, useRef } from 'react';
import type { Finding } from './data.ts';

/** Pixels of a line: the numbers at the left stand beside their lines. */
const LINE = 20;

interface Props {
  value: string;
  findings: readonly Finding[];
  onChange: (text: string) => void;
  box: RefObject<HTMLTextAreaElement | null>;
  label: string;
}

/** Shows a line in the middle and marks it as chosen. */
export function goToLine(box: HTMLTextAreaElement | null, line: number): void {
  if (!box) return;
  const before = box.value
    .split('\n')
    .slice(0, line - 1)
    .join('\n').length;
  const start = line === 1 ? 0 : before + 1;
  const end = box.value.indexOf('\n', start);
  box.focus();
  box.setSelectionRange(start, end < 0 ? box.value.length : end);
  box.scrollTop = Math.max(0, (line - 1) * LINE - box.clientHeight / 2);
}

/** A text with the numbers of its lines; those the linter has words for are marked. Tab indents, Esc and then Tab leaves. */
export function TextEditor({ value, findings, onChange, box, label }: Props) {
  const gutter = useRef<HTMLDivElement>(null);
  const left = useRef(false);
  const count = useMemo(() => value.split('\n').length, [value]);
  const numbers = useMemo(() => Array.from({ length: count }, (_, i) => i + 1).join('\n'), [count]);
  const marks = new Map<number, Finding>();
  for (const each of [...findings].reverse()) if (each.line !== null) marks.set(each.line, each);
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === 'Escape') {
      left.current = true;
      return;
    }
    if (event.key === 'Tab' && !event.shiftKey && !left.current) {
      event.preventDefault();
      const at = event.currentTarget;
      at.setRangeText('  ', at.selectionStart, at.selectionEnd, 'end');
      onChange(at.value);
    }
    left.current = false;
  };
  return (
    <div className="hy-editor">
      <div className="hy-editor-gutter" aria-hidden>
        <div ref={gutter}>
          {[...marks].map(([line, each]) => (
            <i
              key={line}
              data-severity={each.severity}
              style={{ top: (line - 1) * LINE, height: LINE }}
              title={each.message}
            />
          ))}
          <pre>{numbers}</pre>
        </div>
      </div>
      <textarea
        ref={box}
        value={value}
        aria-label={label}
        spellCheck={false}
        autoCapitalize="off"
        wrap="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKey}
        onScroll={(event) => {
          if (gutter.current)
            gutter.current.style.transform = `translateY(${-event.currentTarget.scrollTop}px)`;
        }}
      />
    </div>
  );
}
