import type { Rule } from './fields.ts';

// The smallest bounds anybody set are parts of a hundredth.
const said = (bound: number): string => bound.toLocaleString('zh-CN', { maximumFractionDigits: 8 });

function wordsOf(min: number | undefined, max: number | undefined, whole: boolean): string {
  const kind = whole ? '整数' : '数';
  if (min !== undefined && max !== undefined) return `请填写 ${said(min)} 到 ${said(max)} 之间的${kind}`;
  if (min !== undefined) return `请填写不小于 ${said(min)} 的${kind}`;
  if (max !== undefined) return `请填写不大于 ${said(max)} 的${kind}`;
  return whole ? '请填写整数' : '请填写数字';
}

/**
 * Refuses a number out of its bounds, of which either may be missing, with a sentence. Bounds given to the control itself would put another
 * number in the place of the one that was typed, and say nothing. Nothing typed passes: whether it must be is another rule.
 */
export function between(min?: number, max?: number, { whole = true } = {}): Rule {
  const message = wordsOf(min, max, whole);
  return {
    validator: async (_, value) => {
      if (value === undefined || value === null || value === '') return;
      const number = Number(value);
      const outside = number < (min ?? -Infinity) || number > (max ?? Infinity);
      if (!Number.isFinite(number) || outside || (whole && !Number.isInteger(number)))
        throw new Error(message);
    },
  };
}
