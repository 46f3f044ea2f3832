import { type Static, Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { type Outcome, outcomes } from '../../platform/sheet/target.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });
const Code = { pattern: '^[a-z][a-z0-9_]*$', maxLength: 60 };

export const SheetMapping = Type.Object(
  {
    columns: Type.Record(Type.String(Code), Type.String({ maxLength: 120, title: '列名' }), {
      title: '列的对应',
      description: '项 → 文件中的列名',
      maxProperties: 200,
    }),
    constants: Type.Optional(
      Type.Record(Type.String(Code), Type.String({ maxLength: 200, title: '值' }), {
        title: '整个文件的值',
        description: '没有对应的列，或该列为空时使用',
        maxProperties: 200,
      }),
    ),
    formulas: Type.Optional(
      Type.Enum(['refuse', 'take'], {
        title: '公式',
        description: 'refuse（默认）：退回有公式的行；take：采用文件里保存的结果。系统从不计算公式',
      }),
    ),
    from: Type.Optional(
      Type.String({ ...Code, title: '代码来自', description: '文件里的代码是哪个系统的；不填为本系统' }),
    ),
  },
  { ...strict, $id: 'SheetMapping', title: '对应关系' },
);
export type Mapping = Static<typeof SheetMapping>;

const Head = Type.Object(
  {
    row: Type.Integer({ minimum: 1, maximum: 1000, title: '表头所在行' }),
    lines: Type.Enum([1, 2], { title: '表头行数' }),
  },
  { ...strict, title: '表头' },
);
export const HeadBody = Type.Object({ head: Head }, strict);

export const TargetBody = Type.Object({ target: Type.String({ maxLength: 40, title: '导入什么' }) }, strict);

export const StartBody = Type.Object(
  {
    mapping: SheetMapping,
    trial: Type.Boolean({ title: '只检查', description: '检查全部行，不写入' }),
  },
  strict,
);
export type StartInput = Static<typeof StartBody>;

export const ReportBody = Type.Object(
  { rows: Type.Enum(['all', 'faulty'], { title: '哪些行', description: '全部行，或只要有问题的行' }) },
  strict,
);

const FieldItem = Type.Object({
  code: Type.String(),
  name: Type.String(),
  required: Type.Boolean(),
  hint: Nullable(Type.String()),
  choices: Nullable(
    Type.Array(Type.Object({ code: Type.String(), name: Type.String() }), {
      description: '只能为整个文件选一个；null：对应一列',
    }),
  ),
});

export const TargetItem = Type.Object(
  {
    subject: Type.String(),
    name: Type.String(),
    fields: Type.Array(FieldItem),
    foreign: Type.Array(Type.String(), { description: '认识其代码的其他系统' }),
  },
  { $id: 'SheetTarget' },
);

const counted = Object.fromEntries(outcomes.map((each) => [each, Type.Integer()])) as Record<
  Outcome,
  Type.TInteger
>;

export const SheetProgress = Type.Object({
  read: Type.Integer({ description: '已处理的行' }),
  outcomes: Type.Object(counted, { description: '新增、相同、有变化、待核对、退回的行数' }),
  faults: Type.Array(
    Type.Object({
      field: Nullable(Type.String({ description: '项的编码；整行的问题为 null' })),
      name: Type.String(),
      code: Type.String(),
      words: Type.String({ description: '其中一处的说明' }),
      rows: Type.Integer(),
    }),
    { description: '按问题计数，多的在前' },
  ),
});

export const SheetItem = Type.Object(
  {
    id: Id,
    target: Type.String(),
    target_name: Type.String(),
    name: Type.String(),
    format: Type.String(),
    encoding: Type.String(),
    head: Head,
    rows_about: Type.Integer({ description: '数据行数；处理完之前是估计' }),
    columns: Type.Array(Type.String()),
    top: Type.Array(Type.Object({ row: Type.Integer(), cells: Type.Array(Type.String()) }), {
      description: '文件最前面的行，原样',
    }),
    sample: Type.Array(Type.Object({ row: Type.Integer(), cells: Type.Array(Type.String()) }), {
      description: '表头下面的前几行，按列',
    }),
    suggested: SheetMapping,
    remembered: Type.Boolean({ description: '对应关系取自本单位上一次同样表头的导入' }),
    better: Nullable(
      Type.Object(
        { subject: Type.String(), name: Type.String() },
        { description: '按表头看更像这种登记表，且本账号可以导入；没有明显更像的为 null' },
      ),
    ),
    trial: Type.Boolean({ description: '最近一次只是检查' }),
    job: Nullable(Id),
    report_job: Nullable(Id),
    progress: Nullable(SheetProgress),
    kept: Type.Boolean({ description: '文件还在；七天后删除' }),
    created_at: Type.String({ format: 'date-time' }),
  },
  { $id: 'SheetImport' },
);

export const SheetLine = Type.Object({
  id: Id,
  target_name: Type.String(),
  name: Type.String(),
  trial: Type.Boolean(),
  rows_about: Type.Integer(),
  state: Nullable(Type.String({ description: '后台工作的状态；还没开始为 null' })),
  read: Type.Integer(),
  refused: Type.Integer(),
  created_at: Type.String({ format: 'date-time' }),
});

export const FaultItem = Type.Object({
  id: Type.String({ description: '行号' }),
  row: Type.Integer({ description: '文件中的行号' }),
  faults: Type.Array(
    Type.Object({
      field: Nullable(Type.String()),
      name: Type.String(),
      column: Nullable(Type.String()),
      code: Type.String(),
      words: Type.String(),
      shown: Type.String({ description: '单元格里写的' }),
    }),
  ),
});
