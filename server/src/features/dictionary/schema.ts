import { type Static, Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';
import { type ItemType, itemTypes } from './registry.ts';

const closed = { additionalProperties: false };
const RowVersion = Type.Integer({ minimum: 1, title: '版本', description: '读到的 version' });
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S', title: '名称' });
const Words = (title: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 40, pattern: '\\S' }), { maxItems: 40, title });
const Standard = Type.Unsafe<string | null>({ type: ['string', 'null'], maxLength: 60, title: '标准号' });
const Note = Type.Unsafe<string | null>({ type: ['string', 'null'], maxLength: 300, title: '备注' });
const ItemCode = Type.String({ minLength: 1, maxLength: 20, pattern: '^[0-9A-Za-z._-]+$', title: '代码' });
const Foreign = Type.Record(
  Type.String({ pattern: '^[a-z][a-z0-9-]{0,29}$' }),
  Type.Array(Type.String({ minLength: 1, maxLength: 20 }), { maxItems: 20 }),
  { title: '外部系统的代码', description: '按系统：{"ruoyi": ["0"]}' },
);
const DictionaryCode = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', title: '字典代码' });

const summary = {
  code: Type.String({ title: '字典代码' }),
  name: Type.String({ title: '名称' }),
  standard: Nullable(Type.String({ title: '标准号' })),
  unsure: Type.Boolean({ title: '待核对', description: '没有与标准原文核对，或代码还没有取得' }),
  note: Nullable(Type.String({ title: '备注' })),
  own: Type.Boolean({ title: '本市自建' }),
  version: RowVersion,
  offered: Type.Integer({ title: '在用代码数' }),
  retired: Type.Integer({ title: '停用代码数' }),
};
export const DictionaryQuery = Type.Object({
  search: Type.Optional(
    Type.String({ maxLength: 40, title: '搜索', description: '名称、标准号、代码，或其中一个词' }),
  ),
});
export const DictionaryList = Type.Object({
  items: Type.Array(
    Type.Object({
      ...summary,
      found: Type.Array(Type.String(), { title: '搜到的词', description: '搜索时，其中符合的前几个词' }),
    }),
  ),
});
const Item = Type.Object({
  number: Type.Integer({ title: '序号', description: '在本字典内不变，不重复使用' }),
  code: Type.String({ title: '代码' }),
  name: Type.String({ title: '名称' }),
  aliases: Type.Array(Type.String(), { title: '别名' }),
  foreign: Type.Record(Type.String(), Type.Array(Type.String()), { title: '外部系统的代码' }),
  retired: Type.Boolean({ title: '已停用' }),
  version: RowVersion,
});
export const DictionaryDetail = Type.Object({
  ...summary,
  items: Type.Array(Item),
  used_by: Type.Array(Type.String(), { title: '使用它的数据项' }),
});
export type DictionaryDetail = Static<typeof DictionaryDetail>;

export const DictionaryParams = Type.Object({ code: DictionaryCode });
export const ItemParams = Type.Object({
  code: DictionaryCode,
  number: Type.Integer({ minimum: 1, maximum: 2147483647 }),
});
export const NewDictionaryBody = Type.Object(
  { code: DictionaryCode, name: Name, standard: Type.Optional(Standard), note: Type.Optional(Note) },
  closed,
);
export type NewDictionaryBody = Static<typeof NewDictionaryBody>;
export const ChangeDictionaryBody = Type.Object(
  {
    version: RowVersion,
    name: Type.Optional(Name),
    standard: Type.Optional(Standard),
    note: Type.Optional(Note),
    unsure: Type.Optional(Type.Boolean({ title: '待核对' })),
  },
  closed,
);
export type ChangeDictionaryBody = Static<typeof ChangeDictionaryBody>;
export const NewItemsBody = Type.Object(
  {
    items: Type.Array(
      Type.Object({ code: ItemCode, name: Name, aliases: Type.Optional(Words('别名')) }, closed),
      { minItems: 1, maxItems: 2000, title: '代码' },
    ),
  },
  closed,
);
export type NewItem = Static<typeof NewItemsBody>['items'][number];
export const ChangeItemBody = Type.Object(
  {
    version: RowVersion,
    name: Type.Optional(Name),
    aliases: Type.Optional(Words('别名')),
    foreign: Type.Optional(Foreign),
    retired: Type.Optional(Type.Boolean({ title: '停用' })),
  },
  closed,
);
export type ChangeItemBody = Static<typeof ChangeItemBody>;

const Subject = Type.String({ pattern: '^[a-z]{1,30}$', title: '对象' });
export const SubjectParams = Type.Object({ subject: Subject });
export const FieldParams = Type.Object({
  subject: Subject,
  code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$', title: '数据项代码' }),
});
export const FieldList = Type.Object({
  items: Type.Array(
    Type.Object({
      code: Type.String({ title: '数据项代码' }),
      name: Type.String({ title: '名称' }),
      aliases: Type.Array(Type.String(), { title: '表头的其他写法' }),
      own_aliases: Type.Array(Type.String(), { title: '本市增加的表头写法' }),
      type: Type.Unsafe<ItemType>({ type: 'string', enum: [...itemTypes], title: '类型' }),
      dictionary: Nullable(Type.String({ title: '字典' })),
      many: Type.Boolean({ title: '可多选' }),
      fence: Type.Unsafe<'open' | 'sealed'>({
        type: 'string',
        enum: ['open', 'sealed'],
        title: '存放',
        description: 'sealed 为加密存放',
      }),
      mask: Nullable(Type.String({ title: '脱敏方式' })),
      group: Nullable(Type.String({ title: '敏感群体' })),
      standard: Nullable(Type.String({ title: '标准号' })),
      unsure: Type.Boolean({ title: '待核对' }),
      most: Nullable(Type.Integer({ title: '最长或最大' })),
      core: Type.Boolean({ title: '登记必需', description: '不能停用' }),
      own: Type.Boolean({ title: '本市自建' }),
      retired: Type.Boolean({ title: '已停用' }),
      version: RowVersion,
    }),
  ),
});
export const ChangeFieldBody = Type.Object(
  {
    version: RowVersion,
    own_aliases: Type.Optional(Words('本市增加的表头写法')),
    retired: Type.Optional(Type.Boolean({ title: '停用' })),
  },
  closed,
);
export type ChangeFieldBody = Static<typeof ChangeFieldBody>;
export const FieldQuery = Type.Object({
  all: Type.Optional(Type.Boolean({ title: '含停用', description: '也列出停用的数据项' })),
});
export const NewFieldBody = Type.Object(
  {
    name: Name,
    type: Type.Unsafe<ItemType>({ type: 'string', enum: [...itemTypes], title: '类型' }),
    dictionary: Type.Optional(DictionaryCode),
    many: Type.Optional(Type.Literal(true, { title: '可多选' })),
    sealed: Type.Optional(Type.Boolean({ title: '加密存放', description: '电话、公民身份号码总是加密存放' })),
    most: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000_000, title: '最长或最大' })),
  },
  closed,
);
export type NewFieldBody = Static<typeof NewFieldBody>;

export const GroupList = Type.Object({
  items: Type.Array(
    Type.Object({
      code: Type.String({ title: '群体代码' }),
      name: Type.String({ title: '名称' }),
      law: Type.String({ title: '依据' }),
      on: Type.Boolean({ title: '已启用' }),
      fields: Type.Integer({ title: '数据项数' }),
      reason: Nullable(Type.String({ title: '理由' })),
      decided_at: Nullable(Type.String({ format: 'date-time', title: '决定时间' })),
      decided_by: Nullable(Type.String({ title: '决定人' })),
      version: RowVersion,
    }),
  ),
});
export const GroupParams = Type.Object({ code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,59}$' }) });
export const SwitchGroupBody = Type.Object(
  {
    version: RowVersion,
    on: Type.Boolean({ title: '启用' }),
    reason: Type.String({ minLength: 4, maxLength: 300, pattern: '\\S', title: '理由' }),
  },
  closed,
);
export type SwitchGroupBody = Static<typeof SwitchGroupBody>;
