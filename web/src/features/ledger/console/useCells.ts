import { type InfiniteData, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import type { Answer, Page } from '../../../api/types.ts';
import type { Cell, Column, LedgerRow } from './data.table.ts';
import type { Value } from './ValueControl.tsx';

type Person = Answer<'readResident'>;

/** A cell that is being written: it stays until it is kept or given up, also when its row is scrolled away. */
export interface Draft {
  value: Value;
  fault?: string;
  busy?: boolean;
}

export const cellKey = (row: string, code: string): string => `${row} ${code}`;

function wordsOf(person: Person, code: string): Cell {
  const found = person.items.find(({ item }) => item === code);
  if (!found || found.value === null || found.value === undefined) return null;
  if (typeof found.value === 'boolean') return found.value ? '是' : '否';
  return found.words ?? (typeof found.value === 'number' ? found.value : String(found.value));
}

/** Why a cell was not kept: the words at the item's own field, else of the whole refusal. */
function faultOf(error: unknown): string {
  if (error instanceof ApiError && error.fields[0]) return error.fields[0].message;
  return sayError(error);
}

/** Cells of a ledger that are written in place. What is refused stays in its cell with the reason; nothing typed is lost. */
export function useCells(queryKey: readonly unknown[], columns: readonly Column[]) {
  const client = useQueryClient();
  const [drafts, setDrafts] = useState<ReadonlyMap<string, Draft>>(new Map());
  const own = useRef(new Set<string>());
  const put = (key: string, draft: Draft | null) =>
    setDrafts((now) => {
      const next = new Map(now);
      if (draft) next.set(key, draft);
      else next.delete(key);
      return next;
    });
  const show = (person: Person, code: string | null) =>
    client.setQueryData<InfiniteData<Page<LedgerRow>>>(queryKey, (data) => {
      if (!data) return data;
      const at = columns.findIndex((column) => column.code === code);
      const fresh = (row: LedgerRow): LedgerRow =>
        row.id !== person.id
          ? row
          : {
              ...row,
              version: person.version,
              cells: at < 0 ? row.cells : row.cells.with(at, wordsOf(person, code!)),
            };
      return { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(fresh) })) };
    });
  /** Somebody else was faster: what holds now is said, and written over only when asked again. */
  const meet = async (row: LedgerRow, { code }: Column): Promise<string> => {
    const person = await api.get<Person>(`/api/residents/${row.id}`);
    show(person, code);
    return `别人刚改过这个人，这一项现在是“${wordsOf(person, code) ?? '未填写'}”。要按您的填，请再保存一次。`;
  };
  const save = async (row: LedgerRow, column: Column, value: Value) => {
    const key = cellKey(row.id, column.code);
    put(key, { value, busy: true });
    own.current.add(row.id);
    try {
      const body = { version: row.version, values: { [column.code]: value } };
      show(await api.patch<Person>(`/api/residents/${row.id}`, body), column.code);
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
