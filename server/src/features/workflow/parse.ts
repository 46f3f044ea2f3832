import type Type from 'typebox';
import { Value } from 'typebox/value';
import { parse as parseYaml, YAMLError } from 'yaml';
import { shapeFaults } from '../../platform/http/validation.ts';
import { CalendarSchema } from './calendar.schema.ts';
import type { CalendarDefinition } from './calendar.ts';
import { type Definition, DefinitionSchema } from './definition.ts';
import { type LadderDefinition, LadderSchema } from './ladder.schema.ts';
import { type MatterType, MatterTypeSchema } from './matter-type.ts';

/** One thing that is wrong with a definition: where (a path with dots), a stable code, and what to do, in Chinese. */
export interface Finding {
  severity: 'error' | 'warning';
  code: string;
  path: string;
  message: string;
}

export type Parsed<T> = { value: T; findings: [] } | { value: null; findings: Finding[] };

/** Reads a definition file. Refuses what is not YAML or not of the documented shape; `lint` judges the meaning. */
export const parseDefinition = (text: string): Parsed<Definition> => parseAs(text, DefinitionSchema);

/** Reads a matter type file; see `lintType` for references to workflows and categories. */
export const parseMatterType = (text: string): Parsed<MatterType> => parseAs(text, MatterTypeSchema);

/** Reads a calendar file; see `calendarFaults` for what its hours and days must be. */
export const parseCalendar = (text: string): Parsed<CalendarDefinition> => parseAs(text, CalendarSchema);

/** Reads a ladder file; see `ladderFaults` for what its rungs must be. */
export const parseLadder = (text: string): Parsed<LadderDefinition> => parseAs(text, LadderSchema);

/** Reads a YAML text as a value of a shape; what does not fit is told by path. */
export function parseAs<T>(text: string, schema: Type.TSchema): Parsed<T> {
  let value: unknown;
  try {
    value = parseYaml(text, { maxAliasCount: 50 });
  } catch (error) {
    return { value: null, findings: [finding('not_yaml', '', yamlFault(error))] };
  }
  if (Value.Check(schema, value)) return { value: value as T, findings: [] };
  const faults = shapeFaults(schema, value);
  if (faults.length === 0)
    return { value: null, findings: [finding('bad_shape', '', '内容的写法不对，请对照说明检查。')] };
  return { value: null, findings: faults.map(({ path, message }) => finding('bad_shape', path, message)) };
}

/** The usual slips by the parser's codes; the others share the general advice. */
const SLIPS: Record<string, string> = {
  DUPLICATE_KEY: '同一项写了两次，请删去一个',
  TAB_AS_INDENT: '缩进用了 Tab，请改用空格',
  BAD_INDENT: '缩进与上下文对不齐',
  MULTILINE_IMPLICIT_KEY: '少了冒号，或冒号后少了空格',
};

/** Why a text is no YAML, and where: the parser says it in English. */
function yamlFault(error: unknown): string {
  if (!(error instanceof YAMLError)) return '不是有效的 YAML：别名（&、*）套得太多，请把内容直接写出来';
  const at = error.linePos?.[0];
  const where = at ? `第 ${at.line} 行第 ${at.col} 列附近` : '';
  const slip = SLIPS[error.code] ?? '请检查缩进（只用空格）、冒号后的空格，以及引号和括号是否成对';
  return `${where}不是有效的 YAML：${slip}`;
}

const finding = (code: string, path: string, message: string): Finding => ({
  severity: 'error',
  code,
  path,
  message,
});
