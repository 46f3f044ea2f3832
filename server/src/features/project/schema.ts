import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });
const ClientId = Type.String({
  format: 'uuid',
  title: '提交编号',
  description: '由客户端生成；重复提交同一编号只算一次',
});
const Day = (title: string) => Type.String({ format: 'date', title });
export const ListParams = Type.Object({ id: Type.String({ format: 'uuid', title: '清单' }) });
export const ItemParams = Type.Object({ id: Type.String({ format: 'uuid', title: '项目' }) });
export const ProjectQuery = Type.Object(PageQuery);

export const ListBody = Type.Object(
  {
    client_id: ClientId,
    name: Type.String({ minLength: 2, maxLength: 60, title: '清单名称' }),
    about: Type.Optional(Type.String({ maxLength: 300, title: '说明' })),
    public: Type.Boolean({ title: '向公众公开' }),
  },
  strict,
);
export const ItemBody = Type.Object(
  {
    client_id: ClientId,
    name: Type.String({ minLength: 2, maxLength: 100, title: '项目名称' }),
    unit: Type.String({ format: 'uuid', title: '责任单位' }),
    account: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, title: '责任人', description: '用户名' }),
    ),
    deadline: Day('完成期限'),
    milestones: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String({ minLength: 1, maxLength: 40, title: '节点' }), due_on: Day('节点期限') },
          strict,
        ),
        { maxItems: 20, title: '节点' },
      ),
    ),
  },
  strict,
);
export const EntryBody = Type.Object(
  {
    client_id: ClientId,
    text: Type.String({ minLength: 2, maxLength: 1000, title: '进展' }),
    percent: Type.Integer({ minimum: 0, maximum: 100, title: '完成百分比' }),
    milestones: Type.Optional(
      Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20, title: '已到达的节点' }),
    ),
    files: Type.Optional(Type.Array(Id, { maxItems: 9, title: '照片' })),
  },
  strict,
);
export const ListItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    about: Type.String(),
    unit_name: Type.String(),
    area_name: Type.String(),
    public: Type.Boolean(),
    items: Type.Integer(),
    done: Type.Integer(),
    percent: Type.Integer({ description: '平均完成百分比' }),
    created_at: Type.String({ format: 'date-time' }),
  },
  { $id: 'ProjectList' },
);
export const ProjectItem = Type.Object(
  {
    id: Id,
    list: Id,
    list_name: Type.String(),
    name: Type.String(),
    unit_name: Type.String(),
    person: Nullable(Type.String()),
    deadline: Type.String(),
    percent: Type.Integer(),
    stand: Type.String({ description: 'running 进行中 · overdue 已逾期 · done 已完成' }),
    milestones: Type.Array(
      Type.Object({ name: Type.String(), due_on: Type.String(), done_on: Nullable(Type.String()) }),
    ),
    reports: Type.Boolean({ description: '可以填报进展' }),
  },
  { $id: 'ProjectItem' },
);
export const ListDetail = Type.Object({
  ...ListItem.properties,
  manages: Type.Boolean({ description: '可以添加项目' }),
  projects: Type.Array(ProjectItem),
});
export const ItemDetail = Type.Object({
  ...ProjectItem.properties,
  entries: Type.Array(
    Type.Object({
      id: Id,
      text: Type.String(),
      percent: Type.Integer(),
      at: Type.String({ format: 'date-time' }),
      by: Type.String(),
    }),
  ),
  files: Type.Array(Type.Object({ id: Id, url: Type.String(), thumb_url: Type.String() })),
});
export const Made = Type.Object({ id: Id });
