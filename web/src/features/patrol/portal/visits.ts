import { useKeptList } from '../../../api/keptList.ts';
import type { Item, Visit } from '../patrol.ts';

/** What is to be walked in one's grids, checklists included, which hold nothing of a person; also without signal. */
export const useVisits = (owner: string | undefined, enabled = true) =>
  useKeptList<Visit>({ noun: 'patrol_visit', url: '/api/patrol-visits', owner, enabled });

/** What one answer holds on the screen; photos are files until they are sent. */
export interface Said {
  value?: string | number | boolean;
  note?: string;
  raise?: boolean;
  photos?: File[];
}
export type Answers = Record<string, Said>;

/** What a draft can hold of the answers: a browser cannot give back a photo. Pure. */
export const withoutPhotos = (answers: Answers): Answers =>
  Object.fromEntries(Object.entries(answers).map(([code, { photos: _, ...said }]) => [code, said]));

/** Whether an answer is a problem: the screen offers the matter then. The server decides again. Pure. */
export function isProblem(item: Item, said: Said | undefined): boolean {
  const value = said?.value;
  if (item.kind === 'yes_no') return item.bad !== undefined && value === (item.bad === 'yes');
  if (item.kind === 'number')
    return (
      typeof value === 'number' &&
      ((item.min !== undefined && value < item.min) || (item.max !== undefined && value > item.max))
    );
  if (item.kind === 'choice') return Boolean(item.options?.find((option) => option.value === value)?.bad);
  return Boolean(said?.note);
}

/** What is still missing, in words; nothing when it can be sent. Pure. */
export function missingOf(items: Item[], answers: Answers): string[] {
  return items.flatMap((item) => {
    const said = answers[item.code];
    const there =
      item.kind === 'photo' ? Boolean(said?.photos?.length) : said?.value !== undefined && said.value !== '';
    return item.required === false || there
      ? []
      : [`“${item.label}”还没有${item.kind === 'photo' ? '拍照' : '填写'}`];
  });
}

/** The request: answers in the order of the checklist, and the photos in the same order. Pure. */
export function requestOf(items: Item[], answers: Answers): { answers: object[]; files: File[] } {
  const files: File[] = [];
  const said = items.flatMap((item) => {
    const { value, note, raise, photos = [] } = answers[item.code] ?? {};
    if (value === undefined && !note && photos.length === 0) return [];
    files.push(...photos);
    return {
      code: item.code,
      ...(value === undefined || value === '' ? {} : { value }),
      ...(note ? { note } : {}),
      ...(photos.length > 0 ? { photos: photos.length } : {}),
      ...(raise && isProblem(item, answers[item.code]) ? { raise } : {}),
    };
  });
  return { answers: said, files };
}
