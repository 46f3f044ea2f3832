import { type TSchema, Type } from 'typebox';
import { PageQuery } from '../../../platform/page.ts';
import { LEDGERS } from './ledgers.ts';

const uuid = (title: string) => Type.String({ format: 'uuid', title });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Column = Type.String({ pattern: '^[a-z][a-z0-9_.]*$', maxLength: 60, title: '列' });
const Rule = Type.String({ maxLength: 2000, title: '条件', description: 'CEL，空为全部' });

const wordsOf = ({ subject, name }: (typeof LEDGERS)[number]): string =>
  `${subject} ${name}${subject === 'person' ? '（不写时）' : ''}`;
const Subject = Type.Enum(
  LEDGERS.map((ledger) => ledger.subject),
  { title: '台账', description: LEDGERS.map(wordsOf).join(' · ') },
);
const subject = Type.Optional(Subject);
const Columns = Type.String({
  maxLength: 2000,
  title: '列',
  description: '用逗号分开，例如 name,sex,calc.age',
});

export const ColumnsQuery = Type.Object({ subject });
export const TableQuery = Type.Object({
  subject,
  columns: Columns,
  rule: Type.Optional(Rule),
  area: Type.Optional(uuid('区域')),
  ...PageQuery,
});
export const RowQuery = Type.Object({ subject, columns: Columns });
export const RowParams = Type.Object({ id: uuid('编号') });
export const Cell = Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()], {
  title: '单元格',
});
export const TableRow = Type.Object({
  id: uuid('编号'),
  version: Type.Integer({ title: '版本' }),
  cells: Type.Array(Cell, { title: '各列的值，代码已写成文字' }),
});
export const GroupQuery = Type.Object({
  subject,
  by: Column,
  rule: Type.Optional(Rule),
  area: Type.Optional(uuid('区域')),
});
export const Groups = Type.Object({
  total: Type.Integer({ title: '总数' }),
  items: Type.Array(
    Type.Object({
      value: Nullable(Type.String({ title: '代码' })),
      name: Type.String({ title: '名称' }),
      rows: Type.Integer({ title: '数量' }),
    }),
  ),
});
export const CountQuery = Type.Object({
  subject,
  rule: Type.Optional(Rule),
  area: Type.Optional(uuid('区域')),
});
export const Counted = Type.Object({ rows: Type.Integer({ title: '数量' }) });
export const ColumnsView = Type.Object({
  title: Type.String({ title: '名称列', description: '一行以哪一列称呼' }),
  items: Type.Array(
    Type.Object({
      code: Column,
      name: Type.String({ title: '名称' }),
      type: Type.String({ title: '类型' }),
      dictionary: Nullable(Type.String({ title: '代码表' })),
      choices: Type.Array(
        Type.Object({ value: Type.String({ title: '代码' }), label: Type.String({ title: '名称' }) }),
        { title: '选项', description: '没有代码表的选项' },
      ),
      always: Type.Boolean({ title: '必有内容', description: '每一行都有，问“已填写、未填写”没有意义' }),
      editable: Type.Boolean({ title: '可直接修改' }),
      groupable: Type.Boolean({ title: '可分组' }),
      askable: Type.Boolean({
        title: '可筛选',
        description: '条件里写作“台账.列”；人员台账的条件见人群的可用项',
      }),
    }),
  ),
});
const ViewFields = {
  name: Type.String({ minLength: 1, maxLength: 40, title: '名称' }),
  columns: Type.Array(Column, { minItems: 1, maxItems: 40, title: '列' }),
  rule: Type.Optional(Rule),
  group_by: Type.Optional(Nullable(Column)),
  area: Type.Optional(Nullable(uuid('区域'))),
  shared: Type.Optional(Type.Boolean({ title: '共享' })),
};
export const ViewBody = Type.Object(
  { client_id: uuid('提交编号'), subject, ...ViewFields },
  { additionalProperties: false },
);
export const ViewChange = Type.Object(
  {
    version: Type.Integer({ minimum: 1, title: '版本' }),
    ...ViewFields,
  },
  { additionalProperties: false },
);
export const ViewParams = Type.Object({ id: uuid('视图编号') });
export const ViewItem = Type.Object({
  id: uuid('视图编号'),
  subject: Subject,
  name: Type.String({ title: '名称' }),
  columns: Type.Array(Column),
  rule: Rule,
  group_by: Nullable(Column),
  area_id: Nullable(uuid('区域')),
  shared: Type.Boolean({ title: '共享' }),
  mine: Type.Boolean({ title: '我建立的' }),
  owner: Type.String({ title: '建立人' }),
  version: Type.Integer({ title: '版本' }),
});
export const ViewList = Type.Object({ items: Type.Array(ViewItem) });

const RawValue = Type.Union([Type.String({ maxLength: 1000 }), Type.Number(), Type.Boolean(), Type.Null()]);
const CellValues = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]*$', maxLength: 60 }), RawValue, {
  title: '要写入的值',
  minProperties: 1,
  maxProperties: 10,
});
export const RowChange = Type.Object(
  {
    subject,
    version: Type.Integer({ minimum: 1, title: '读到的版本' }),
    columns: Columns,
    values: CellValues,
  },
  { additionalProperties: false },
);
export const ChangedRow = Type.Object({
  ...TableRow.properties,
  warnings: Type.Array(Type.String(), { title: '提醒', description: '已保存，但与已登记的内容不相符' }),
});
export const BulkBody = Type.Object(
  {
    client_id: uuid('提交编号'),
    subject,
    rows: Type.Optional(Type.Array(uuid('编号'), { maxItems: 5000, uniqueItems: true, title: '选中的行' })),
    rule: Type.Optional(Rule),
    area: Type.Optional(uuid('区域')),
    values: CellValues,
  },
  { additionalProperties: false },
);
export const BulkPreview = Type.Object({
  rows: Type.Integer({ title: '将修改多少' }),
  items: Type.Array(
    Type.Object({
      id: uuid('编号'),
      name: Type.String({ title: '名称' }),
      before: Type.Array(Cell, { title: '修改前' }),
      after: Type.Array(Cell, { title: '修改后' }),
    }),
    { title: '前几位' },
  ),
  columns: Type.Array(Type.String(), { title: '项' }),
  warnings: Type.Array(
    Type.Object({ message: Type.String({ title: '提醒' }), rows: Type.Integer({ title: '涉及多少' }) }),
    { title: '与已登记的内容不相符之处', description: '只是提醒，确认无误可以照改' },
  ),
});
export const BulkParams = Type.Object({ id: uuid('批量修改编号') });
export const BulkView = Type.Object({
  id: uuid('批量修改编号'),
  subject: Subject,
  state: Type.String({
    title: '状态',
    description:
      'running 进行中，done 完成，undoing 撤销中，undone 已撤销，failed 修改没有完成，undo_failed 撤销没有完成',
  }),
  total: Type.Integer({ title: '总数' }),
  done: Type.Integer({ title: '已修改' }),
  undone: Type.Integer({ title: '已撤销' }),
  refused: Type.Integer({ title: '未能修改；撤销时未能撤销' }),
  columns: Type.Array(Type.String(), { title: '项' }),
  created_at: Type.String({ format: 'date-time', title: '时间' }),
});
export const BulkList = Type.Object({ items: Type.Array(BulkView) });
export const ExportBody = Type.Object(
  {
    subject,
    name: Type.String({ minLength: 1, maxLength: 60, title: '文件名' }),
    columns: Type.Array(Column, { minItems: 1, maxItems: 40, title: '列' }),
    rule: Type.Optional(Rule),
    area: Type.Optional(uuid('区域')),
    segment: Type.Optional(uuid('人群')),
    purpose: Type.Optional(
      Type.String({
        minLength: 2,
        maxLength: 200,
        title: '用途',
        description: '写明后可导出未遮盖的内容，逐人留有记录',
      }),
    ),
  },
  { additionalProperties: false },
);
export const ExportStarted = Type.Object({ job: uuid('任务编号') });
