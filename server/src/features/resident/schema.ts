import { type TSchema, Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';

const uuid = (title: string) => Type.String({ format: 'uuid', title });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const RawValue = Type.Union([Type.String({ maxLength: 2000 }), Type.Number(), Type.Boolean(), Type.Null()]);
export const RawValues = Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]*$', maxLength: 60 }), RawValue, {
  title: '各项信息',
  maxProperties: 200,
});
const Kind = Type.Union(
  [Type.Literal('owner'), Type.Literal('tenant'), Type.Literal('lives'), Type.Literal('registered')],
  { title: '与房屋的关系', description: 'owner 产权人，tenant 租住，lives 居住，registered 户籍在此' },
);
const Day = Type.String({ format: 'date', title: '日期' });
const Version = Type.Integer({ minimum: 1, title: '版本', description: '读到的版本；期间被别人改过则拒绝' });

export const PersonParams = Type.Object({ id: uuid('人员编号') });
export const HouseParams = Type.Object({ id: uuid('房屋编号') });
export const HomeParams = Type.Object({ id: uuid('人员编号'), home: uuid('房屋关系编号') });

export const PersonQuery = Type.Object({
  q: Type.Optional(
    Type.String({
      maxLength: 60,
      title: '查找',
      description: '姓名（可只写前几个字）、公民身份号码、手机号',
    }),
  ),
  area: Type.Optional(uuid('区域')),
  waiting: Type.Optional(Type.Boolean({ title: '只看待核对' })),
  ...PageQuery,
});

/** A person in a list: nothing that was not asked for is whole. */
export const PersonItem = Type.Object({
  id: uuid('人员编号'),
  name: Type.String({ title: '姓名' }),
  sex: Nullable(Type.String({ title: '性别', description: 'GB/T 2261.1：1 男，2 女' })),
  birth_year: Nullable(Type.Integer({ title: '出生年份' })),
  id_tail: Nullable(Type.String({ title: '公民身份号码', description: '只有后四位' })),
  phone: Nullable(Type.String({ title: '联系电话', description: '中间四位隐去' })),
  area_id: uuid('区域'),
  area_name: Type.String({ title: '所属网格' }),
  house_id: Nullable(uuid('房屋')),
  address: Nullable(Type.String({ title: '住址' })),
  kin: Nullable(Type.String({ title: '与户主关系' })),
  state: Type.String({ title: '状态' }),
  waiting: Type.Integer({ title: '待核对的项数' }),
});

const Word = Type.Object({
  statement: uuid('来源记录编号'),
  value: Type.Unknown({ title: '值', description: '需查看原值的项已遮盖' }),
  source: Type.String({ title: '来源' }),
  said_at: Type.String({ format: 'date-time', title: '数据时间' }),
  at: Type.String({ format: 'date-time', title: '录入时间' }),
  by: Type.String({ title: '录入人' }),
});

const ItemView = Type.Object({
  item: Type.String({ title: '项' }),
  name: Type.String({ title: '名称' }),
  value: Type.Unknown({ title: '值' }),
  words: Nullable(Type.String({ title: '代码名称' })),
  masked: Type.Boolean({ title: '已遮盖' }),
  from: Nullable(Word),
  others: Type.Array(Word, { title: '其他来源的说法' }),
  open: Type.Boolean({ title: '待核对' }),
});

export const HomeView = Type.Object({
  id: uuid('关系编号'),
  kind: Kind,
  house_id: uuid('房屋编号'),
  address: Type.String({ title: '地址' }),
  from_on: Nullable(Day),
  to_on: Nullable(Day),
  source: Type.String({ title: '来源' }),
});

const Abilities = Type.Object({
  edit: Type.Boolean({ title: '可修改' }),
  unmask: Type.Boolean({ title: '可查看原值' }),
  decide: Type.Boolean({ title: '可核对' }),
});

export const PersonDetail = Type.Object({
  ...PersonItem.properties,
  household_id: Nullable(uuid('户')),
  version: Version,
  merged_into: Nullable(uuid('并入的记录')),
  items: Type.Array(ItemView),
  homes: Type.Array(HomeView),
  household: Type.Array(PersonItem, { title: '同户人员' }),
  abilities: Abilities,
  changed_at: Type.String({ format: 'date-time', title: '最近更新' }),
});

export const PersonBody = Type.Object(
  {
    client_id: uuid('提交编号'),
    values: RawValues,
    house: Type.Optional(Nullable(uuid('房屋'))),
    kinds: Type.Optional(Type.Array(Kind, { maxItems: 4, title: '与房屋的关系' })),
    household: Type.Optional(Nullable(Type.String({ maxLength: 40, title: '户号' }))),
    area: Type.Optional(uuid('所属区域')),
    from: Type.Optional(Day),
    move: Type.Optional(Type.Boolean({ title: '办理迁入', description: '此人已登记在别处，现在搬来' })),
  },
  { additionalProperties: false },
);

export const ReceivedView = Type.Object({
  id: uuid('人员编号'),
  outcome: Type.String({ title: '结果', description: 'new 新登记，changed 更新，same 没有变化' }),
  waiting: Type.Array(Type.String(), { title: '待核对的项' }),
  doubles: Type.Array(Type.String(), { title: '疑似同一人的记录' }),
});

export const ChangeBody = Type.Object(
  { version: Version, values: RawValues },
  { additionalProperties: false },
);
export const MoveBody = Type.Object(
  {
    version: Type.Optional(Version),
    house: Nullable(uuid('搬到哪套房屋，空为迁出')),
    on: Type.Optional(Day),
    kind: Type.Optional(Kind),
    why: Type.Optional(
      Type.Union([Type.Literal('left'), Type.Literal('away'), Type.Literal('dead')], {
        title: '迁出原因',
        description: 'left 迁出，away 外出，dead 死亡',
      }),
    ),
  },
  { additionalProperties: false },
);
export const AddHomeBody = Type.Object(
  {
    house: uuid('房屋'),
    kind: Type.Union([Type.Literal('owner'), Type.Literal('tenant'), Type.Literal('registered')], {
      title: '关系',
    }),
    on: Type.Optional(Day),
  },
  { additionalProperties: false },
);
export const EndHomeBody = Type.Object({ on: Type.Optional(Day) }, { additionalProperties: false });
export const LookBody = Type.Object(
  {
    items: Type.Array(Type.String({ maxLength: 60 }), { minItems: 1, maxItems: 20, title: '要查看的项' }),
    purpose: Type.String({ minLength: 2, maxLength: 200, title: '用途' }),
  },
  { additionalProperties: false },
);
export const LookView = Type.Object({
  values: Type.Record(Type.String(), Type.Unknown(), { title: '原值' }),
});
export const ConflictLookBody = Type.Object(
  {
    item: Type.String({ maxLength: 60, title: '待核对的项' }),
    purpose: Type.String({ minLength: 2, maxLength: 200, title: '用途' }),
  },
  { additionalProperties: false },
);
export const ConflictWords = Type.Object({
  words: Type.Array(Word, { title: '各来源的说法', description: '原值，目前采用的在前' }),
});
export const LooksView = Type.Object({
  items: Type.Array(
    Type.Object({
      at: Type.String({ format: 'date-time', title: '时间' }),
      who: Type.String({ title: '谁' }),
      items: Type.Array(Type.String(), { title: '查看的项' }),
      purpose: Type.String({ title: '用途' }),
    }),
  ),
});
export const DecideBody = Type.Object(
  {
    item: Type.String({ maxLength: 60, title: '项' }),
    statement: uuid('采用的来源记录'),
    version: Type.Optional(Version),
  },
  { additionalProperties: false },
);
export const TakeBackBody = Type.Object(
  {
    statements: Type.Array(uuid('来源记录编号'), { minItems: 1, maxItems: 200, title: '要撤回的来源记录' }),
  },
  { additionalProperties: false },
);
export const StatementsView = Type.Object({
  items: Type.Array(
    Type.Object({
      id: uuid('来源记录编号'),
      source: Type.String({ title: '来源' }),
      said_at: Type.String({ format: 'date-time', title: '数据时间' }),
      at: Type.String({ format: 'date-time', title: '录入时间' }),
      by: Type.String({ title: '录入人' }),
      deliberate: Type.Boolean({ title: '人工修改' }),
      withdrawn_at: Nullable(Type.String({ format: 'date-time', title: '撤回时间' })),
      values: Type.Array(
        Type.Object({
          item: Type.String({ title: '项' }),
          name: Type.String({ title: '名称' }),
          value: Type.Unknown({ title: '值' }),
        }),
      ),
    }),
  ),
});

export const HousePeople = Type.Object({
  people: Type.Array(
    Type.Object({ ...PersonItem.properties, kinds: Type.Array(Kind, { title: '与房屋的关系' }) }),
  ),
});
export const AreaCount = Type.Object({
  people: Type.Integer({ title: '在册人数' }),
  households: Type.Integer({ title: '户数', description: '至少一人在册（现住或外出）的户' }),
  waiting: Type.Integer({ title: '待核对项' }),
});
