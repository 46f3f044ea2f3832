import { ApiError } from '../../../api/client.ts';
import { useKeptList } from '../../../api/keptList.ts';
import type { FormField, Point } from '../../../api/types.ts';
import type { Values } from '../../../ui/form/fields.ts';
import type { MyPiece } from '../duty.ts';

/** What is to be done in one's grids, forms included; also without signal. */
export const useMyPieces = (owner: string | undefined, enabled = true) =>
  useKeptList<MyPiece>({
    noun: 'duty_piece',
    url: '/api/duty-pieces',
    ...{ owner, enabled },
    namesSomebody: ({ target_label }) => target_label !== null,
  });

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
