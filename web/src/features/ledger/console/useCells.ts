import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useRef, useState } from 'react';
import { ApiError, api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer, Page } from '../../../api/types.ts';
import type { Column, LedgerRow } from './data.table.ts';
import type { Subject } from './kinds.ts';
import type { Value } from './ValueControl.tsx';

/** A cell that is being written: it stays until it is kept or given up, also when its row is scrolled away. */
export interface Draft {
  value: Value;
  fault?: string;
  busy?: boolean;
}

interface Shown {
  subject: Subject;
  queryKey: readonly unknown[];
  columns: readonly Column[];
}

export const cellKey = (row: string, code: string): string => `${row} ${code}`;

/** Why a cell was not kept: the words at the item's own field, else of the whole refusal. */
function faultOf(error: unknown): string {
  if (error instanceof ApiError && error.fields[0]) return error.fields[0].message;
  return sayError(error);
}

/** Cells of a ledger that are written in place. What is refused stays in its cell with the reason; nothing typed is lost. */
export function useCells({ subject, queryKey, columns }: Shown) {
  const client = useQueryClient();
  const { message } = App.useApp();
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());
  const own = useRef(new Set<string>());
  const codes = columns.map(({ code }) => code).join();
  const put = (key: string, draft: Draft | null) =>
    setDrafts((now) => {
      const next = new Map(now);
      if (draft) next.set(key, draft);
      else next.delete(key);
      return next;
    });
  const show = (fresh: LedgerRow) =>
    client.setQueryData<InfiniteData<Page<LedgerRow>>>(queryKey, (data) =>
      data
        ? {
            ...data,
            pages: data.pages.map((page) =>
              page.items.some(({ id }) => id === fresh.id)
                ? { ...page, items: page.items.map((row) => (row.id === fresh.id ? fresh : row)) }
                : page,
            ),
          }
        : data,
    );
  /** Somebody else was faster: what holds now is said, and written over only when asked again. */
  const meet = async (row: LedgerRow, column: Column): Promise<string> => {
    const fresh = await api.get<LedgerRow>(`/api/ledger/rows/${row.id}`, { subject, columns: codes });
    show(fresh);
    const now = fresh.cells[columns.indexOf(column)] ?? '未填写';
    return `别人刚改过这一行，这一项现在是“${now}”。要按您的填，请再保存一次。`;
  };
  const save = async (row: LedgerRow, column: Column, value: Value) => {
    const key = cellKey(row.id, column.code);
    put(key, { value, busy: true });
    own.current.add(row.id);
    try {
      const body = { subject, version: row.version, columns: codes, values: { [column.code]: value } };
      const changed = await api.patch<Answer<'changeLedgerRow'>>(`/api/ledger/rows/${row.id}`, body);
      show(changed);
      if (changed.warnings.length > 0) message.warning(`已保存。${changed.warnings.join('')}`, 6);
      put(key, null);
      void client.invalidateQueries({ queryKey: ['ledger', 'list'] });
    } catch (error) {
      const late = error instanceof ApiError && error.status === 409;
      const fault = late ? await meet(row, column).catch(faultOf) : faultOf(error);
      put(key, { value, fault });
    }
  };
  return { drafts, put, save, own };
}
