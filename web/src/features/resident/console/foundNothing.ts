import { sayError } from '../../../api/errors.ts';

/** Why a list of what was looked for is empty; `hint` while nothing is typed. */
export function foundNothing(
  q: string,
  { isError, error, isFetching }: { isError: boolean; error: unknown; isFetching: boolean },
  hint: string,
): string {
  if (!q) return hint;
  if (isFetching) return '正在查找…';
  return isError ? sayError(error) : '没有找到，换几个字试试';
}
