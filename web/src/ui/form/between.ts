import type { Rule } from './fields.ts';

/**
 * Refuses a number out of its bounds with a sentence. Bounds given to the control itself would put another number in the place of the
 * one that was typed, and say nothing. Nothing typed passes: whether it must be is another rule.
 */
export function between(min: number, max: number, { whole = true } = {}): Rule {
  const message = `请填写 ${min} 到 ${max.toLocaleString('zh-CN')} 之间的${whole ? '整数' : '数'}`;
  return {
    validator: async (_, value) => {
      if (value === undefined || value === null || value === '') return;
      const number = Number(value);
      if (!(number >= min && number <= max) || (whole && !Number.isInteger(number))) throw new Error(message);
    },
  };
}
