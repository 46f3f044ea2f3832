/** An answer in words. Options are sent as their labels or codes; yes and no are said. */
export function textOfAnswer(value: unknown): string {
  if (value === true) return '是';
  if (value === false) return '否';
  if (Array.isArray(value)) return value.map(textOfAnswer).join('、');
  return value === null || value === undefined ? '—' : String(value);
}
