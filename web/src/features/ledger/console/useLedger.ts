import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { View } from './data.table.ts';
import { kindOf, type Subject } from './kinds.ts';

/** What a ledger shows: it stands in the URL whole, so that a link shows the same. */
export interface Shown {
  /** Of which ledger. */
  of: Subject;
  columns: string[];
  rule: string;
  area: string;
  /** The item that is grouped by. */
  by: string;
  /** The view it came from. */
  view: string;
}

/** What the ledger shows now, and how to show something else. */
export function useLedger(): [Shown, (change: Partial<Shown>) => void] {
  const [params, setParams] = useSearchParams();
  const shown = useMemo(() => {
    const columns = (params.get('columns') ?? '').split(',').filter(Boolean);
    const text = (name: string) => params.get(name) ?? '';
    const kind = kindOf(text('of'));
    return {
      of: kind.subject,
      columns: columns.length > 0 ? columns : [...kind.columns],
      ...{ rule: text('rule'), area: text('area'), by: text('by'), view: text('view') },
    };
  }, [params]);
  const change = (part: Partial<Shown>) =>
    setParams(
      (now) => {
        for (const [name, value] of Object.entries(part)) {
          const text = Array.isArray(value) ? value.join(',') : value;
          if (text) now.set(name, text);
          else now.delete(name);
        }
        return now;
      },
      { replace: true },
    );
  return [shown, change];
}

export const shownOf = ({ id, subject, columns, rule, area_id, group_by }: View): Shown => ({
  ...{ of: subject, columns, rule, view: id },
  area: area_id ?? '',
  by: group_by ?? '',
});

/** Whether a view is what is shown. Without an area chosen it is of one's own. */
export const sameAs = (view: View, shown: Shown, own: string | undefined): boolean => {
  const kept = shownOf(view);
  return (
    kept.columns.join() === shown.columns.join() &&
    kept.rule === shown.rule &&
    kept.area === (shown.area || own) &&
    kept.by === shown.by
  );
};
