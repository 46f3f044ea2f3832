import { useInfiniteQuery } from '@tanstack/react-query';
import { ApiError, api } from '../../../api/client.ts';
import { draftPlace } from '../../../api/drafts.ts';
import type { FormField, Page, Point } from '../../../api/types.ts';
import type { Values } from '../../../ui/form/fields.ts';
import type { MyPiece } from '../duty.ts';

const place = (owner: string) => draftPlace('duty-pieces', owner);

/** The list as it was last seen, forms included: a stairwell has no signal. Gone at sign-out. */
function kept(owner: string): Page<MyPiece> {
  try {
    return JSON.parse(localStorage.getItem(place(owner)) ?? '') as Page<MyPiece>;
  } catch {
    return { items: [], next: null };
  }
}

/** What is to be done in one's grids, the most pressing first; without signal what was last seen. */
export function useMyPieces(owner: string | undefined, enabled = true) {
  return useInfiniteQuery({
    queryKey: ['duty_piece', 'list', 'mine', owner],
    enabled: enabled && Boolean(owner),
    initialPageParam: '',
    queryFn: async ({ pageParam }) => {
      try {
        const page = await api.get<Page<MyPiece>>('/api/duty-pieces', { cursor: pageParam, limit: 50 });
        if (!pageParam) localStorage.setItem(place(owner!), JSON.stringify(page));
        return page;
      } catch (error) {
        if (navigator.onLine || pageParam) throw error;
        return kept(owner!);
      }
    },
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

/** Names no field of a task can have: those begin with a letter. */
export const PHOTOS = '_photos';
export const NOTE = '_note';

/** The form of a piece on the phone: its own questions, then photos and a note. Pure. */
export const formOf = (piece: MyPiece): FormField[] => [
  ...(piece.fields as FormField[]),
  {
    name: PHOTOS,
    kind: 'files',
    label: piece.photos > 0 ? `现场照片（至少 ${piece.photos} 张）` : '现场照片',
    required: piece.photos > 0,
  },
  { name: NOTE, kind: 'textarea', label: '备注', max_length: 500 },
];

const refusal = (path: string, message: string) =>
  new ApiError(422, {
    code: 'invalid_fields',
    detail: message,
    fields: [{ path, code: 'required', message }],
  });

/**
 * The request of a filled form; photos that could not travel yet go beside it. Refuses, before it waits for signal, what the server
 * would refuse: too few photos, no position. Pure.
 */
export function requestOf(piece: MyPiece, said: Values, unsent: number, point: Point | undefined) {
  const { [PHOTOS]: photos, [NOTE]: note, ...answers } = said;
  const files = (photos as string[] | undefined) ?? [];
  if (files.length + unsent < piece.photos)
    throw refusal(PHOTOS, `至少要 ${piece.photos} 张照片，现有 ${files.length + unsent} 张`);
  if (piece.position && !point) throw refusal('point', '没有取得定位：请打开手机定位，到现场后再提交');
  return {
    answers,
    ...(note ? { note: String(note) } : {}),
    ...(point ? { point } : {}),
    ...(files.length > 0 ? { files } : {}),
  };
}
