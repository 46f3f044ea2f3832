import { Type } from 'typebox';
import { coordinateSystems } from '../../platform/coordinates.ts';
import { Nullable } from '../../platform/schema.ts';

const Count = (title: string) => Type.Integer({ title });

export const ImportParams = Type.Object({ id: Type.String({ format: 'uuid', title: '导入' }) });
export const ImportQuery = Type.Object({
  system: Type.Optional(
    Type.Union(
      coordinateSystems.map((system) => Type.Literal(system)),
      { title: '坐标系', description: 'wgs84 天地图、GPS · gcj02 高德、腾讯 · bd09 百度' },
    ),
  ),
});
export const OutlineImport = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    file_name: Type.String(),
    state: Type.String({ description: 'checked 待确认 · applying 正在导入 · applied 已导入' }),
    report: Type.Object({
      total: Count('要素'),
      made: Count('新建'),
      changed: Count('更新'),
      same: Count('不变'),
      unplaced: Count('新建中未落格'),
      elsewhere: Count('不在负责范围内，未采用'),
      left: Count('不成为建筑的要素'),
      errors: Count('错误'),
      warnings: Count('提醒'),
      faults: Type.Array(
        Type.Object({
          row: Type.Integer(),
          severity: Type.String(),
          message: Type.String(),
          remedy: Type.String(),
        }),
      ),
    }),
    created_at: Type.String({ format: 'date-time' }),
    applied_at: Nullable(Type.String({ format: 'date-time' })),
  },
  { $id: 'OutlineImport' },
);
