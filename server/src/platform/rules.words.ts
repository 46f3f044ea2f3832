/** What cel-js says of a fault; the names of its codes are its interface, its sentences are for programmers. */
interface Fault {
  code?: string;
  summary?: string;
  range?: { start: number; end: number };
}

const TYPES: Record<string, string> = {
  bool: '“是”或“否”',
  int: '整数',
  uint: '整数',
  double: '小数',
  string: '文字',
  null: '空值',
};

/** A type of the rule language in the user's words. */
export const typeWord = (type: string): string =>
  TYPES[type] ?? (type.startsWith('list') ? '列表' : /^(map|\$)/.test(type) ? '一组内容' : '别的内容');

const quotedIn = (text: string): string[] => [...text.matchAll(/'([^']*)'/g)].map((match) => match[1]!);

/** What stands at a place of the source that cannot be read, and what was probably meant. */
function unreadable(source: string, start: number, end: number): string {
  if (source.trim() === '') return '条件是空的。';
  if (start >= source.trimEnd().length) return '没有写完，后面还缺内容。';
  const there = source.slice(start, Math.max(end, start + 1));
  const where = `第 ${start + 1} 个字符“${there}”这里看不懂`;
  if (there === '=') return `${where}：比较是否相等请写“==”。`;
  if (/^(and|or|not)$/i.test(there)) return `${where}：并且写“&&”，或者写“||”，不是写“!”。`;
  if (/[≥≤≠]/.test(there)) return `${where}：请写“>=”“<=”“!=”。`;
  if (/[“”‘’「」！-～、。]/.test(there)) return `${where}：请用英文的引号、括号和符号。`;
  return `${where}，请看前后是否少了“&&”“||”、引号或括号。`;
}

function overload(summary: string): string {
  const said = summary.replace('no such overload: ', '');
  const [, left, op, right] = /^(\S+) (\S+) (\S+)$/.exec(said) ?? [];
  if (!left || !op || !right) return `“${said[0]}”不能用在${typeWord(said.slice(1))}上。`;
  const numbers = [left, right].sort().join();
  if (numbers === 'double,int') return `“${op}”两边一个是小数，一个是整数：请带上小数，例如 80 写成 80.0。`;
  return `“${op}”两边对不上：左边是${typeWord(left)}，右边是${typeWord(right)}。`;
}

function mixed(what: string, summary: string): string {
  const [a = '', b = ''] = quotedIn(summary);
  return `${what}：既有${typeWord(a)}，又有${typeWord(b)}。`;
}

const WORDS: Record<string, (summary: string) => string> = {
  unknown_variable: (said) =>
    `没有“${said.replace('Unknown variable: ', '')}”这一项；如果是文字，请加英文引号。`,
  no_such_key: (said) => `没有“${said.replace('No such key: ', '')}”这一项。`,
  no_such_overload: overload,
  no_matching_overload: (said) => {
    const called = /([^.']+)\([^()]*\)'$/.exec(said)?.[1] ?? '';
    return `“${called}”不能这样用：没有这个函数，或者它前面、括号里的内容不对。`;
  },
  invalid_logical_operand: (said) =>
    `“&&”“||”两边都要是成立或不成立的条件，有一边却是${typeWord(quotedIn(said)[0] ?? '')}。`,
  invalid_condition_type: (said) =>
    `“?”前面或 all、exists 等括号里要是成立或不成立的条件，现在是${typeWord(quotedIn(said).at(-1) ?? '')}。`,
  incompatible_ternary_branches: (said) => mixed('“:”两边要是同一种内容', said),
  heterogeneous_list_element: (said) => mixed('列表里要是同一种内容', said),
  heterogeneous_map_key: (said) => mixed('“{}”里要是同一种内容', said),
  heterogeneous_map_value: (said) => mixed('“{}”里要是同一种内容', said),
  invalid_index_type: () => '“[]”里要写整数。',
  cannot_index_type: () => '“[]”只能用在列表后面。',
  invalid_comprehension_range: () => 'all、exists 等只能用在列表后面。',
  invalid_macro_argument: () => 'has、all、exists 等的括号里写得不对。',
  reserved_identifier: (said) => `“${said.replace('Reserved identifier: ', '')}”是保留的词，不能用作名称。`,
  unterminated_string: () => '引号没有成对。',
  unterminated_triple_quoted_string: () => '引号没有成对。',
  newline_in_string: () => '引号里的文字不能换行。',
  limit_exceeded: () => '条件太长或括号层数太多，请拆成几个。',
};

/** What is wrong with a rule, in Chinese, from what cel-js threw for it; never its own English sentence. */
export function faultWords(error: unknown, source: string): string {
  const { code = '', summary = '', range } = (error ?? {}) as Fault;
  const known = WORDS[code]?.(summary);
  if (known) return known;
  if (/escape|surrogate/.test(code)) return '引号里的“\\”写得不对；要写“\\”本身，请写“\\\\”。';
  if (/^invalid_(number|integer|hex_integer|exponent)$/.test(code)) return '数字写得不对。';
  if (/overflow|_by_zero/.test(code)) return '算出的数不能用：超出范围，或者除以了零。';
  if (/^(unexpected|expected)_(token|character)$/.test(code))
    return unreadable(source, range?.start ?? source.length, range?.end ?? 0);
  return '这种写法不能用。';
}
