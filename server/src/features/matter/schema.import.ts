import { type Static, type TSchema, Type } from 'typebox';
import { coordinateSystems } from '../../platform/coordinates.ts';
import { Nullable } from '../../platform/schema.ts';
import { type CodedField, codedFields, fieldCodes, type ImportField, importFields } from './import.fields.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });

const Column = Type.Array(Type.String({ maxLength: 120 }), {
  minItems: 1,
  maxItems: 5,
  title: '列',
  description: '列名；写几列时内容用空格连起来',
});
const Code = (title: string) => Type.String({ minLength: 1, maxLength: 100, title });
/** What a text of the file means; null when rows that say so are to be left out. */
const Meaning = (title: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], minLength: 1, maxLength: 100, title });
const Table = (title: string) =>
  Type.Record(Type.String({ maxLength: 300 }), Meaning(title), {
    title,
    maxProperties: 2000,
    description: '文件中的值 → 本系统的编码或名称；null：不导入这些行',
  });
const ofCoded = <T>(make: (title: string) => T) =>
  Object.fromEntries(codedFields.map((field) => [field, make(importFields[field])])) as Record<CodedField, T>;
/** One entry for each question of a type's form, as `complaint.purpose`. */
const ByQuestion = <T extends TSchema>(schema: T, title: string) =>
  Type.Record(Type.String({ maxLength: 120 }), schema, {
    title,
    maxProperties: 200,
    description: '补充问题（类型.问题，如 complaint.purpose）',
  });

export const ImportMapping = Type.Object(
  {
    columns: Type.Object(
      Object.fromEntries(fieldCodes.map((field) => [field, Type.Optional(Column)])) as Record<
        ImportField,
        Type.TOptional<typeof Column>
      >,
      { ...strict, title: '列的对应' },
    ),
    answers: Type.Optional(ByQuestion(Column, '补充问题的列')),
    constants: Type.Optional(
      Type.Object(
        {
          ...ofCoded((title) => Type.Optional(Code(title))),
          answers: Type.Optional(
            ByQuestion(Type.String({ minLength: 1, maxLength: 1000, title: '答案' }), '补充问题'),
          ),
        },
        { ...strict, title: '固定值', description: '没有对应的列，或该列为空时使用' },
      ),
    ),
    values: Type.Optional(
      Type.Object(
        {
          ...ofCoded((title) => Type.Optional(Table(title))),
          answers: Type.Optional(ByQuestion(Table('答案'), '补充问题')),
        },
        { ...strict, title: '值的对应' },
      ),
    ),
    date_format: Type.Optional(
      Type.String({
        minLength: 4,
        maxLength: 40,
        title: '时间格式',
        description: 'auto，或用 YYYY MM DD HH(hh) mm ss A 写出的格式，如 MM/DD/YYYY hh:mm:ss A',
      }),
    ),
    time_zone: Type.Optional(
      Type.String({ maxLength: 60, title: '时区', description: '默认 Asia/Shanghai' }),
    ),
    coordinates: Type.Optional(
      Type.Enum([...coordinateSystems], { title: '坐标系', description: '默认 wgs84' }),
    ),
    key: Type.Optional(
      Type.String({
        maxLength: 60,
        title: '来源系统',
        description: '同一来源系统里外部编号相同的行是同一件事；不填时按表头区分来源',
      }),
    ),
    leave_unknown_category: Type.Optional(
      Type.Boolean({ title: '不认识的类别留空', description: '否则退回该行' }),
    ),
  },
  { ...strict, $id: 'ImportMapping', title: '对应关系' },
);
export type Mapping = Static<typeof ImportMapping>;

export const StartBody = Type.Object(
  {
    mapping: ImportMapping,
    dispatch: Type.Optional(
      Type.Boolean({ title: '建单并派遣', description: '由本指挥中心派往“办理单位”或责任清单中的单位' }),
    ),
    dry_run: Type.Optional(Type.Boolean({ title: '试运行', description: '只检查，不建单' })),
  },
  strict,
);
export type StartInput = Static<typeof StartBody>;

export const MapBody = Type.Object({ mapping: ImportMapping }, strict);

const Known = Type.Object({ code: Type.String(), name: Type.String() });

const FoundValue = Type.Object({
  text: Type.String({ description: '文件中的值' }),
  count: Type.Integer({ description: '有这个值的行数' }),
  known: Nullable(Known),
  mapped: Nullable(Known),
  guess: Nullable(Known),
});

/** The distinct values of a column with a closed set of values, and what they mean here. */
export const ImportValues = Type.Object(
  {
    job: Nullable(Id),
    fields: Type.Array(
      Type.Object({
        field: Type.String({ description: '项的编码；补充问题为 answers.类型.问题' }),
        name: Type.String(),
        distinct: Type.Integer({ description: '不同的值有几种；more 为真时至少这么多' }),
        more: Type.Boolean(),
        values: Type.Array(FoundValue, {
          description:
            '最多 200 种，行数多的在前。known：按编码或名称认识的；mapped：对应关系里选的；guess：名称相近的',
        }),
      }),
    ),
  },
  { $id: 'ImportValues', description: 'job：大文件在后台统计，完成后再取；否则为 null' },
);
export type FoundField = Static<typeof ImportValues>['fields'][number];

const CellText = Type.String();

export const ImportItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    format: Type.String(),
    encoding: Type.String(),
    rows: Type.Integer({ description: '数据行数，不含表头' }),
    columns: Type.Array(Type.String()),
    sample: Type.Array(Type.Array(CellText), { description: '前几行' }),
    suggested: ImportMapping,
    remembered: Type.Boolean({ description: '对应关系取自本单位上一次同样表头的导入' }),
    fields: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
    job: Nullable(Id),
    dry_run: Type.Boolean({ description: '最近一次是试运行' }),
    created_at: Type.String({ format: 'date-time' }),
  },
  { $id: 'MatterImport' },
);

/** How far an import is; also what its job's `progress` and `result` say. */
export interface ImportProgress {
  /** The last row of the file that is done with. */
  position: number;
  total: number;
  read: number;
  created: number;
  dispatched: number;
  repeated: number;
  refused: number;
  /** Rows left out because the mapping says so. */
  skipped: number;
  /** How often each reason was given. */
  reasons: Record<string, number>;
}

/** Why a row became no matter, or was not dispatched. */
export interface RowFault {
  column: string;
  why: string;
  remedy: string;
}
