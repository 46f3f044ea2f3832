import { type TSchema, Type } from 'typebox';
import { PageOf, PageQuery } from '../../../platform/page.ts';
import { PersonItem } from '../../resident/index.ts';

const uuid = (title: string) => Type.String({ format: 'uuid', title });
const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const Name = Type.String({ minLength: 2, maxLength: 60, title: '名称' });
const Note = Type.String({ maxLength: 500, title: '说明' });
const Rule = Type.String({
  minLength: 1,
  maxLength: 2000,
  title: '条件',
  description: 'CEL，例如 person.age >= 80',
});
const Code = Type.String({ pattern: '^[a-z][a-z0-9_]{0,39}$', title: '标签代码' });

export const SegmentParams = Type.Object({ id: uuid('人群编号') });
export const SegmentView = Type.Object({
  id: uuid('人群编号'),
  name: Name,
  note: Note,
  rule: Rule,
  area_id: Nullable(uuid('范围')),
  area_name: Type.String({ title: '范围' }),
  owner: Type.String({ title: '建立人' }),
  mine: Type.Boolean({ title: '可修改' }),
  shared: Type.Boolean({ title: '共享' }),
  shipped: Type.Boolean({ title: '随产品提供' }),
  state: Type.String({ title: '状态', description: 'computing 计算中，fresh 已更新，failed 未完成' }),
  problem: Nullable(Type.String({ title: '问题' })),
  computed_at: Nullable(Type.String({ format: 'date-time', title: '上次全量计算' })),
  took_ms: Nullable(Type.Integer({ title: '计算用时（毫秒）' })),
  people: Type.Integer({ title: '我能看到的人数' }),
  version: Type.Integer({ title: '版本' }),
});
export const SegmentList = Type.Object({ items: Type.Array(SegmentView) });
export const SegmentBody = Type.Object(
  {
    client_id: uuid('提交编号'),
    name: Name,
    note: Type.Optional(Note),
    rule: Rule,
    area: Type.Optional(uuid('范围')),
    shared: Type.Optional(Type.Boolean({ title: '共享给范围内的单位' })),
  },
  { additionalProperties: false },
);
export const SegmentChange = Type.Object(
  {
    version: Type.Integer({ minimum: 1, title: '版本' }),
    name: Type.Optional(Name),
    note: Type.Optional(Note),
    rule: Type.Optional(Rule),
    shared: Type.Optional(Type.Boolean({ title: '共享给范围内的单位' })),
  },
  { additionalProperties: false },
);
export const TryBody = Type.Object(
  { rule: Rule, area: Type.Optional(uuid('区域')) },
  { additionalProperties: false },
);
export const Tried = Type.Object({
  people: Type.Integer({ title: '人数' }),
  items: Type.Array(PersonItem, { title: '前几位' }),
});
export const PeopleQuery = Type.Object({ area: Type.Optional(uuid('区域')), ...PageQuery });
export const MemberPage = PageOf(PersonItem);
export const ByArea = Type.Object({
  items: Type.Array(
    Type.Object({
      area_id: Nullable(uuid('区域')),
      name: Type.String({ title: '区域', description: '没有区域编号的一项是不在以上任何一个下级区域里的人' }),
      people: Type.Integer({ title: '人数' }),
    }),
  ),
});
export const AreaQuery = Type.Object({ area: Type.Optional(uuid('区域')) });
export const FactsView = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String({ title: '写法', description: '例如 person.age' }),
      words: Type.String({ title: '含义' }),
      type: Type.String({ title: '类型', description: 'string 文字，double 数字，bool 是否' }),
      dictionary: Nullable(Type.String({ title: '代码表' })),
      always: Type.Boolean({ title: '必有内容', description: '人人都有，问“已填写、未填写”没有意义' }),
    }),
  ),
});
export const TagView = Type.Object({ code: Code, name: Name, note: Note });
export const TagList = Type.Object({ items: Type.Array(TagView) });
export const TagBody = Type.Object(
  { code: Code, name: Name, note: Type.Optional(Note) },
  { additionalProperties: false },
);
export const TagParams = Type.Object({ code: Code });
const People = (title: string) => Type.Array(uuid('人员'), { maxItems: 1000, uniqueItems: true, title });
export const TagPeopleBody = Type.Object(
  {
    add: Type.Optional(People('要打上标签的人员')),
    remove: Type.Optional(People('要去掉标签的人员')),
  },
  { additionalProperties: false },
);
export const TagPeopleDone = Type.Object({
  added: Type.Integer({ title: '新打上' }),
  removed: Type.Integer({ title: '去掉' }),
});
export const PersonSegments = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String({ format: 'uuid', title: '人群' }), name: Name })),
});
export const PersonTags = Type.Object({
  items: Type.Array(
    Type.Object({ code: Code, name: Name, at: Type.String({ format: 'date-time', title: '时间' }) }),
  ),
});
