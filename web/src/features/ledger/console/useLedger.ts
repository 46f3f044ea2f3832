import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import type { View } from './data.table.ts';
import { KINDS, kindOf, type Subject } from './kinds.ts';

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

/** What the ledger shows now, and how to show something else. Where nothing is named, the first that the account may see. */
export function useLedger(): [Shown, (change: Partial<Shown>) => void] {
  const [params, setParams] = useSearchParams();
  const { data: me } = useMe();
  const shown = useMemo(() => {
    const columns = (params.get('columns') ?? '').split(',').filter(Boolean);
    const text = (name: string) => params.get(name) ?? '';
    const kind = text('of') ? kindOf(text('of')) : (KINDS.find(({ view }) => may(me, view)) ?? kindOf(''));
    return {
      of: kind.subject,
      columns: columns.length > 0 ? columns : [...kind.columns],
      ...{ rule: text('rule'), area: text('area'), by: text('by'), view: text('view') },
    };
  }, [params, me]);
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
