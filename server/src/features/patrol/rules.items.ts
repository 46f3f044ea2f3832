import type { FieldFault } from '../../platform/errors.ts';

/** One question of a checklist. */
export interface Item {
  code: string;
  label: string;
  kind: 'yes_no' | 'number' | 'choice' | 'photo' | 'text';
  /** yes_no: which answer is a finding. */
  bad?: 'yes' | 'no';
  min?: number;
  max?: number;
  options?: { value: string; bad?: boolean }[];
  required?: boolean;
  /** The matter that a finding becomes. */
  matter_type?: string;
  category?: string;
}

export interface Said {
  code: string;
  value?: string | number | boolean;
  note?: string;
  /** How many of the visit's photos, in the order of the items, belong to this one. */
  photos?: number;
  /** The finding shall become a matter at once. */
  raise?: boolean;
}

/** Everything wrong with a checklist itself, in words for its author. */
export function itemFaults(items: readonly Item[]): FieldFault[] {
  const seen = new Set<string>();
  return items.flatMap((item, i) => {
    const fault = (name: string, code: string, message: string) => ({
      path: `items.${i}.${name}`,
      code,
      message,
    });
    const faults: FieldFault[] = [];
    if (seen.has(item.code)) faults.push(fault('code', 'repeated', `第 ${i + 1} 项的代码重复。`));
    seen.add(item.code);
    if (item.kind === 'choice' && (item.options?.length ?? 0) < 2)
      faults.push({
        path: `items.${i}.options`,
        code: 'too_few',
        message: `第 ${i + 1} 项“${item.label}”至少要有两个选项。`,
      });
    if (item.kind === 'number' && item.min !== undefined && item.max !== undefined && item.min > item.max)
      faults.push(fault('max', 'before', `第 ${i + 1} 项“${item.label}”的上限小于下限。`));
    if (item.category && !item.matter_type)
      faults.push(
        fault('matter_type', 'required', `第 ${i + 1} 项“${item.label}”选了类别，请先选事项类型。`),
      );
    return faults;
  });
}

const missing = (item: Item, said: Said | undefined): boolean =>
  item.kind === 'photo' ? !said?.photos : said?.value === undefined || said.value === '';

function wrongKind(item: Item, value: Said['value']): boolean {
  if (value === undefined) return false;
  if (item.kind === 'yes_no') return typeof value !== 'boolean';
  if (item.kind === 'number') return typeof value !== 'number' || !Number.isFinite(value);
  if (item.kind === 'choice') return !item.options?.some((option) => option.value === value);
  return typeof value !== 'string' || value.length > 1000;
}

/** Everything wrong with what a visit said: unknown questions, missing answers, answers of another kind, photos miscounted. */
export function answerFaults(items: readonly Item[], said: readonly Said[], files: number): FieldFault[] {
  const byCode = new Map(said.map((each) => [each.code, each]));
  const known = new Set(items.map((item) => item.code));
  const faults: FieldFault[] = said.flatMap((each, i) =>
    known.has(each.code)
      ? []
      : { path: `answers.${i}.code`, code: 'unknown_field', message: '清单里没有这一项。' },
  );
  for (const item of items) {
    const answer = byCode.get(item.code);
    const path = `answers.${item.code}`;
    if (item.required !== false && missing(item, answer))
      faults.push({
        path,
        code: 'required',
        message: `“${item.label}”还没有${item.kind === 'photo' ? '拍照' : '填写'}。`,
      });
    else if (wrongKind(item, answer?.value))
      faults.push({ path, code: 'not_option', message: `“${item.label}”的答案不合要求，请重新填写。` });
  }
  const photos = said.reduce((sum, each) => sum + (each.photos ?? 0), 0);
  if (byCode.size !== said.length)
    faults.push({ path: 'answers', code: 'repeated', message: '同一项填了两次。' });
  if (photos !== files)
    faults.push({ path: 'files', code: 'not_files', message: '照片数量与各项不符，请重新提交。' });
  return faults;
}

/** What an answer says when it is a finding (问题); null when all is well. */
export function findingOf(item: Item, said: Said | undefined): string | null {
  const value = said?.value;
  const note = said?.note ? `：${said.note}` : '';
  if (item.kind === 'yes_no' && typeof value === 'boolean' && item.bad)
    return value === (item.bad === 'yes') ? `${item.label}：${value ? '是' : '否'}${note}` : null;
  if (item.kind === 'number' && typeof value === 'number')
    return (item.min !== undefined && value < item.min) || (item.max !== undefined && value > item.max)
      ? `${item.label}：${value}${note}`
      : null;
  if (item.kind === 'choice')
    return item.options?.find((option) => option.value === value)?.bad
      ? `${item.label}：${value}${note}`
      : null;
  // A photo or a text says nothing good or bad by itself; a note to it does.
  return said?.note ? `${item.label}${note}` : null;
}

/** The photos of each answer, in the order in which they were sent. */
export function photosOf(said: readonly Said[], files: readonly string[]): Map<string, string[]> {
  let at = 0;
  return new Map(
    said.map(({ code, photos = 0 }) => {
      const own = files.slice(at, at + photos);
      at += photos;
      return [code, own];
    }),
  );
}
