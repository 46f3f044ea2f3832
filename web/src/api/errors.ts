import { ApiError } from './client.ts';

/** The little of an antd or antd-mobile form instance that is needed here; both have it. */
export interface FormLike {
  setFields(fields: { name: never; errors: string[] }[]): void;
  scrollToField?(name: never, options?: object): void;
  getFieldsError(): { name: (string | number)[] }[];
}

/** Cuts `/answers/phone`, `answers.phone` and `body.answers.phone` into names; array indexes end the name. */
export function fieldName(path: string): string[] {
  const parts = path
    .replace(/^\/?(body[./])?/, '')
    .split(/[./[\]]+/)
    .filter(Boolean);
  const index = parts.findIndex((part) => /^\d+$/.test(part));
  return index < 0 ? parts : parts.slice(0, index);
}

/** The sentence to show for anything that was thrown. */
export function sayError(error: unknown): string {
  if (error instanceof ApiError) return error.detail;
  return '页面出了点问题，请刷新后重试。';
}

/** The field on the page that a name belongs to: itself, or the one that holds it (`place.lng` is asked for as `place`). */
function fieldOf(name: string[], fields: ReadonlySet<string>): string[] | undefined {
  const lengths = name.map((_, at) => name.length - at);
  const length = lengths.find((each) => fields.has(name.slice(0, each).join('.')));
  return length === undefined ? undefined : name.slice(0, length);
}

/**
 * Puts the fields of a refusal on a form and goes to the first. Returns what the form has no place for, as
 * sentences to be shown above it (the whole detail when no field was named). `asked` says which field asks for what goes by another name.
 */
export function showErrors(form: FormLike, error: unknown, asked: Record<string, string> = {}): string[] {
  if (!(error instanceof ApiError) || error.fields.length === 0) return [sayError(error)];
  const known = new Set(form.getFieldsError().map(({ name }) => name.join('.')));
  const homeless: string[] = [];
  const placed = new Map<string, { name: string[]; errors: string[] }>();
  for (const fault of error.fields) {
    const said = fieldName(fault.path).filter((part, at) => !(at === 0 && part === 'form'));
    const name = fieldOf(asked[said.join('.')]?.split('.') ?? said, known);
    if (!name) homeless.push(fault.message);
    else {
      const key = name.join('.');
      placed.set(key, { name, errors: [...(placed.get(key)?.errors ?? []), fault.message] });
    }
  }
  const fields = [...placed.values()];
  form.setFields(fields.map(({ name, errors }) => ({ name: name as never, errors })));
  if (fields[0]) form.scrollToField?.(fields[0].name as never, { block: 'center' });
  return homeless;
}
