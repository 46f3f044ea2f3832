import { Type } from 'typebox';
import { PageOf, PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { Id } from './schema.ts';

const closed = { additionalProperties: false } as const;
const Name = Type.String({ minLength: 1, maxLength: 80, title: '单位名称', pattern: '\\S' });
const Code = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,63}$',
  title: '单位代码',
  examples: ['east-community'],
});
const Kind = Type.String({
  pattern: '^[a-z][a-z0-9-]{0,39}$',
  title: '单位类型',
  description: 'centre 指挥中心、department 部门、community 社区、property 物业、hotline 热线 ……',
});
const Specialty = Type.String({
  maxLength: 40,
  title: '专业',
  description: '责任矩阵据此查找，如 drainage、gas',
});
const Version = Type.Integer({ minimum: 1, title: '版本', description: '读到时的版本；已过期则 409' });

export const Unit = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  specialty: Nullable(Type.String()),
  area_id: Id,
  area_name: Type.String(),
  parent_id: Nullable(Id),
  retired: Type.Boolean(),
  version: Type.Integer(),
});
export const UnitPage = PageOf(Unit);
export const UnitQuery = Type.Object({
  ...PageQuery,
  q: Type.Optional(Type.String({ maxLength: 80, title: '名称或代码' })),
  kind: Type.Optional(Type.String({ maxLength: 40, title: '单位类型' })),
  area: Type.Optional(Type.String({ format: 'uuid', title: '区域', description: '这个区域之内的单位' })),
  retired: Type.Optional(Type.Boolean({ title: '包括已停用的' })),
});

/** The tree as a list: each unit after the one above it, with its depth. */
export const UnitTree = Type.Object({
  items: Type.Array(
    Type.Object({
      ...Unit.properties,
      depth: Type.Integer(),
      staff: Type.Integer({ description: '在岗工作人员数' }),
    }),
  ),
});

export const CreateUnit = Type.Object(
  {
    code: Code,
    name: Name,
    kind: Kind,
    specialty: Type.Optional(Nullable(Specialty)),
    area_id: Type.String({ format: 'uuid', title: '负责区域' }),
    parent_id: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '上级单位' }))),
  },
  closed,
);
export const ChangeUnit = Type.Object(
  {
    version: Version,
    name: Type.Optional(Name),
    kind: Type.Optional(Kind),
    specialty: Type.Optional(Nullable(Specialty)),
    area_id: Type.Optional(Type.String({ format: 'uuid', title: '负责区域' })),
    parent_id: Type.Optional(Nullable(Type.String({ format: 'uuid', title: '上级单位' }))),
  },
  closed,
);
export const AtVersion = Type.Object({ version: Version }, closed);
