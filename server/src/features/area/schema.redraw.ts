import { Type } from 'typebox';
import { AreaBrief, AreaKey, closed, Geometry } from './schema.ts';

const Position = Type.Array(Type.Number({ minimum: -180, maximum: 180, title: '经度或纬度' }), {
  minItems: 2,
  maxItems: 2,
  title: '点',
  description: 'WGS-84 经度、纬度',
});
export const SplitBody = Type.Object(
  { line: Type.Array(Position, { minItems: 2, maxItems: 200, title: '划线' }) },
  closed,
);
export const MergeBody = Type.Object(
  { with: Type.Array(AreaKey('网格'), { minItems: 1, maxItems: 20, title: '一并合并的网格' }) },
  closed,
);

const AreaM2 = Type.Integer({ description: '平方米' });
const BasedOn = Type.Integer({ description: '按哪个边界版本得出；发布时带回' });
const Uses = Type.Array(
  Type.Object({
    kind: Type.String(),
    name: Type.String(),
    count: Type.Integer(),
    note: Type.String({ description: '发布以后会怎样、要做什么' }),
  }),
  { description: '这个网格上的未办结事项、人员等的数量' },
);
export const SplitPreview = Type.Object({
  parts: Type.Array(Type.Object({ geometry: Geometry, area_m2: AreaM2 }), {
    description: '两块，较大的在前',
  }),
  code: Type.Optional(Type.String({ description: '下一个没有用过的网格编码；999 个用完就没有' })),
  based_on: BasedOn,
  uses: Uses,
});
export const MergePreview = Type.Object({
  geometry: Geometry,
  area_m2: AreaM2,
  based_on: BasedOn,
  grids: Type.Array(Type.Object({ ...AreaBrief.properties, area_m2: AreaM2, uses: Uses })),
});
