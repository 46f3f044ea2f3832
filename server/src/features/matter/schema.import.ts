import { type Static, Type } from 'typebox';
import { coordinateSystems } from '../../platform/coordinates.ts';
import { Nullable } from '../../platform/schema.ts';
import { fieldCodes, type ImportField } from './import.fields.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });

const Column = Type.Array(Type.String({ maxLength: 120 }), {
  minItems: 1,
  maxItems: 5,
  title: '列',
  description: '列名；写几列时内容用空格连起来',
});
const Code = (title: string) => Type.String({ minLength: 1, maxLength: 100, title });
const Table = (title: string) =>
  Type.Record(Type.String({ maxLength: 300 }), Code(title), {
    title,
    description: '文件中的值 → 本系统的编码或名称',
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
    constants: Type.Optional(
      Type.Object(
        {
          type: Type.Optional(Code('事项类型')),
          category: Type.Optional(Code('类别')),
          area: Type.Optional(Code('区域')),
          source: Type.Optional(Code('来源')),
          unit: Type.Optional(Code('承办单位')),
        },
        { ...strict, title: '固定值', description: '没有对应的列，或该列为空时使用' },
      ),
    ),
    values: Type.Optional(
      Type.Object(
        {
          type: Type.Optional(Table('事项类型')),
          category: Type.Optional(Table('类别')),
          area: Type.Optional(Table('区域')),
          source: Type.Optional(Table('来源')),
          unit: Type.Optional(Table('承办单位')),
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
    remembered: Type.Boolean({ description: '对应关系取自上一次同样表头的导入' }),
    fields: Type.Array(Type.Object({ code: Type.String(), name: Type.String() })),
    job: Nullable(Id),
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
  /** How often each reason was given. */
  reasons: Record<string, number>;
}

/** Why a row became no matter, or was not dispatched. */
export interface RowFault {
  column: string;
  why: string;
  remedy: string;
}
