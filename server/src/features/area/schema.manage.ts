import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { AreaKey, closed, Geometry, Id, Kind } from './schema.ts';

const Code = Type.String({ minLength: 2, maxLength: 20, title: '编码', examples: ['429998001001005'] });
const Name = Type.String({ minLength: 1, maxLength: 60, pattern: '\\S', title: '名称' });
const RowVersion = Type.Integer({ minimum: 1, title: '版本', description: '读到的 version' });
const Parent = Type.Optional(
  Type.Union([AreaKey('上级'), Type.Null()], { title: '上级', description: '不填时按编码推定' }),
);
const Time = Type.String({ format: 'date-time' });

export const NewAreaBody = Type.Object(
  {
    code: Code,
    name: Name,
    level: Type.Optional(
      Type.String({ minLength: 1, maxLength: 20, title: '级别', description: '不填时按编码推定' }),
    ),
    parent: Parent,
    kind: Type.Optional(Kind),
  },
  closed,
);
export const ChangeAreaBody = Type.Object(
  { version: RowVersion, name: Type.Optional(Name), parent: Parent, kind: Type.Optional(Kind) },
  closed,
);
export const RetireBody = Type.Object({ version: RowVersion }, closed);

const Note = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S', title: '说明' });
export const RedrawBody = Type.Object(
  {
    note: Note,
    dry_run: Type.Optional(
      Type.Boolean({ title: '只检查', description: '只返回检查报告，不生效；默认为是', default: true }),
    ),
    based_on: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2147483647,
        title: '所依据的边界版本',
        description: '带上时，所涉区域的边界在此之后已改过则拒绝',
      }),
    ),
    create: Type.Optional(Type.Array(NewAreaBody, { maxItems: 500, title: '新建的区域' })),
    retire: Type.Optional(Type.Array(Code, { maxItems: 500, title: '停用的区域' })),
    boundaries: Type.Optional(
      Type.Array(Type.Object({ code: Code, geometry: Geometry }, closed), { maxItems: 500, title: '边界' }),
    ),
  },
  closed,
);

const Found = {
  area_m2: Type.Number(),
  point: Type.Array(Type.Number()),
  boundary: Type.Any(),
};
const Counts = Type.Object({
  gaps: Type.Integer({ description: '空隙' }),
  overlaps: Type.Integer({ description: '重叠' }),
  outside: Type.Integer({ description: '超出上级' }),
  without_parent: Type.Integer({ description: '没有上级' }),
  without_boundary: Type.Integer({ description: '没有边界' }),
  boundary_without_area: Type.Integer({ description: '边界的编码不是区域' }),
  unchecked: Type.Integer({ description: '无法比对' }),
});
export const Coverage = Type.Object(
  {
    areas: Type.Integer(),
    with_boundary: Type.Integer(),
    counts: Counts,
    gaps: Type.Array(Type.Object({ parent: Type.String(), ...Found })),
    overlaps: Type.Array(Type.Object({ a: Type.String(), b: Type.String(), ...Found })),
    outside: Type.Array(Type.Object({ code: Type.String(), parent: Type.String(), ...Found })),
    without_parent: Type.Array(Type.Object({ code: Type.String(), parent: Nullable(Type.String()) })),
    without_boundary: Type.Array(Type.String()),
    boundary_without_area: Type.Array(Type.String()),
    unchecked: Type.Array(Type.Object({ code: Type.String(), reason: Type.String() })),
  },
  { $id: 'Coverage' },
);
export const RedrawResult = Type.Object({
  version: Nullable(Type.Integer({ description: '生效的版本；只检查时为空' })),
  changed: Type.Integer(),
  report: Coverage,
});

export const VersionItem = Type.Object({
  version: Type.Integer(),
  note: Type.String(),
  actor: Id,
  at: Time,
  areas: Type.Integer({ description: '这一版改动的区域数' }),
  counts: Type.Optional(Counts),
});
export const VersionPage = Type.Object({
  items: Type.Array(VersionItem),
  next: Nullable(Type.String()),
});
export const VersionQuery = Type.Object({
  cursor: Type.Optional(Type.String({ pattern: '^\\d{1,9}$', title: '翻页标记' })),
  limit: PageQuery.limit,
});
export const VersionParams = Type.Object({
  version: Type.Integer({ minimum: 1, maximum: 2147483647, title: '版本' }),
});
export const VersionDetail = Type.Object({
  ...VersionItem.properties,
  report: Type.Partial(Coverage),
  changed: Type.Array(Type.Object({ id: Id, code: Type.String(), name: Type.String() }), {
    description: '这一版改动的区域，最多 500 个',
  }),
});

export const ClusterBody = Type.Object(
  {
    name: Name,
    parent: Code,
    grids: Type.Array(Code, { minItems: 1, maxItems: 200, title: '网格' }),
  },
  closed,
);
export const ClusterQuery = Type.Object({ parent: Type.Optional(AreaKey('所在区域')) });
export const ClusterItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    parent: Type.Object({ id: Id, code: Type.String(), name: Type.String(), full_name: Type.String() }),
    grids: Type.Array(Type.Object({ id: Id, code: Type.String(), name: Type.String() })),
  },
  { $id: 'AreaCluster' },
);
export const ClusterList = Type.Object({ items: Type.Array(ClusterItem) });

export const UploadQuery = Type.Object({
  kind: Type.Union([Type.Literal('codes'), Type.Literal('boundaries')], {
    title: '内容',
    description: 'codes 区划编码（CSV、JSON）；boundaries 边界（GeoJSON）',
  }),
  note: Type.Optional(Note),
  system: Type.Optional(
    Type.Union([Type.Literal('wgs84'), Type.Literal('gcj02'), Type.Literal('bd09')], { title: '坐标系' }),
  ),
  code_property: Type.Optional(Type.String({ maxLength: 60, title: '编码所在属性' })),
  name_property: Type.Optional(Type.String({ maxLength: 60, title: '名称所在属性' })),
  create_missing: Type.Optional(Type.Boolean({ title: '建立系统中还没有的区域' })),
});
const FileReport = Type.Object({
  total: Type.Integer({ description: '文件中的行或要素数' }),
  accepted: Type.Integer({ description: '可以导入的' }),
  errors: Type.Integer({ description: '不能导入的原因数' }),
  warnings: Type.Integer(),
  faults: Type.Array(
    Type.Object({
      row: Type.Integer({ description: '行号（表头为第 1 行）或要素序号；0 为整个文件' }),
      column: Nullable(Type.String()),
      severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
      message: Type.String(),
      remedy: Type.String(),
    }),
    { description: '错误在前，最多 200 条' },
  ),
  created: Type.Integer(),
  changed: Type.Integer(),
  moved: Type.Integer(),
  unchanged: Type.Integer(),
  orphans: Type.Integer({ description: '上级未知的' }),
  version: Nullable(Type.Integer({ description: '将成为或已成为的边界版本' })),
  coverage: Nullable(Coverage),
});
export const ImportItem = Type.Object(
  {
    id: Id,
    kind: Type.String(),
    file_name: Type.String(),
    state: Type.Union([
      Type.Literal('checking'),
      Type.Literal('checked'),
      Type.Literal('applying'),
      Type.Literal('applied'),
      Type.Literal('failed'),
    ]),
    step: Nullable(Type.String({ description: '正在做什么；没有进行中的工作时为空' })),
    report: Nullable(FileReport),
    error: Nullable(Type.String()),
    boundary_version: Nullable(Type.Integer()),
    created_at: Time,
    applied_at: Nullable(Time),
  },
  { $id: 'AreaImport' },
);
export const ImportList = Type.Object({ items: Type.Array(ImportItem) });
