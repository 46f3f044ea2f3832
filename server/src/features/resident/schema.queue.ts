import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { PersonItem } from './schema.ts';

const uuid = (title: string) => Type.String({ format: 'uuid', title });
const moment = (title: string) => Type.String({ format: 'date-time', title });

export const QueueQuery = Type.Object({ area: Type.Optional(uuid('区域')), ...PageQuery });
export const WaitingItem = Type.Object({
  person: PersonItem,
  item: Type.String({ title: '项' }),
  name: Type.String({ title: '名称' }),
  since: moment('从何时起待核对'),
});
export const DoubleItem = Type.Object({
  a: PersonItem,
  b: PersonItem,
  score: Type.Integer({ title: '相似程度', description: '70 起提示，100 起视为同一人' }),
  why: Type.Array(Type.String(), {
    title: '相同之处',
    description: 'name 姓名，birth 出生日期，phone 电话，house 住址，sex 性别',
  }),
  found_at: moment('发现时间'),
});
export const MergeBody = Type.Object(
  { keep: uuid('保留的记录'), gone: uuid('并入的记录') },
  { additionalProperties: false },
);
export const ApartBody = Type.Object(
  { a: uuid('记录'), b: uuid('另一条记录') },
  { additionalProperties: false },
);
export const MergeParams = Type.Object({ id: uuid('合并记录编号') });
export const Merged = Type.Object({ id: uuid('合并记录编号') });
export const MergeItem = Type.Object({
  id: uuid('合并记录编号'),
  gone: uuid('并入的记录'),
  by: Type.String({ title: '办理人' }),
  at: moment('时间'),
  undone_at: Type.Union([moment('撤销时间'), Type.Null()]),
});
export const MergeItems = Type.Object({ items: Type.Array(MergeItem) });
export const EraseBody = Type.Object(
  {
    reason: Type.String({ minLength: 4, maxLength: 200, title: '删除依据' }),
  },
  { additionalProperties: false },
);
export const Erased = Type.Object({ id: uuid('删除证明编号') });
export const ErasureView = Type.Object({
  id: uuid('删除证明编号'),
  person: uuid('人员编号'),
  area_name: Type.String({ title: '所属网格' }),
  reason: Type.String({ title: '删除依据' }),
  erased: Type.Record(Type.String(), Type.Integer(), { title: '删除的行数', description: '按数据表' }),
  by: Type.String({ title: '办理人' }),
  at: moment('时间'),
  hash: Type.String({ title: '事件摘要', description: '与事件日志中的记录一致，可供核验' }),
});
export const ErasureParams = Type.Object({ id: uuid('删除证明编号') });
export const ErasureProof = Type.Object({
  ...ErasureView.properties,
  proven: Type.Boolean({ title: '与事件日志一致' }),
});
export const DueItem = Type.Object({
  ...PersonItem.properties,
  changed_at: moment('最后变动时间'),
});
export const RuleParams = Type.Object({
  item: Type.String({ pattern: '^[a-z][a-z0-9_]*$', maxLength: 60, title: '项' }),
});
export const RuleBody = Type.Object(
  {
    sources: Type.Array(Type.String({ maxLength: 40 }), {
      maxItems: 20,
      uniqueItems: true,
      title: '以谁为准，依次',
      description: '空为逐条由人核对',
    }),
  },
  { additionalProperties: false },
);
export const Rules = Type.Object({
  sources: Type.Array(Type.Object({ code: Type.String(), name: Type.String({ title: '来源' }) }), {
    title: '来源',
  }),
  items: Type.Array(
    Type.Object({
      item: Type.String(),
      name: Type.String({ title: '项' }),
      sources: Type.Array(Type.String(), { title: '以谁为准' }),
    }),
  ),
});
