import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { codes, LINES } from './words.ts';

export const strict = { additionalProperties: false };
export const Id = Type.String({ format: 'uuid' });
export const Moment = Type.String({ format: 'date-time' });
export const ClientId = Type.String({
  format: 'uuid',
  title: '提交编号',
  description: '由客户端生成；重复提交同一编号只算一次',
});
export const Version = Type.Integer({ title: '版本', description: '读到的版本原样带回' });
export const Line = Type.Enum(codes(LINES), { title: '条线' });
export const Areas = Type.Array(Type.String({ format: 'uuid' }), {
  minItems: 1,
  maxItems: 50,
  title: '区域',
});
export const AreaName = Type.Object({ id: Id, name: Type.String() });
export const Point = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180, title: '经度', description: 'WGS-84' }),
    lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度', description: 'WGS-84' }),
  },
  { ...strict, title: '位置' },
);
export const Made = Type.Object({ id: Id });
export const Versioned = Type.Object({ version: Type.Integer() });

export const DutyParams = Type.Object({ id: Type.String({ format: 'uuid', title: '网格任务' }) });

/** A question of a task's form: the kinds of a matter type's form that a worker can answer in the field. */
export const FieldShape = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z][a-z0-9_-]{0,39}$', title: '代码' }),
    kind: Type.Enum(['text', 'textarea', 'number', 'select', 'date', 'boolean', 'phone'], {
      title: '填写方式',
    }),
    label: Type.String({ minLength: 1, maxLength: 100, title: '名称' }),
    required: Type.Optional(Type.Boolean({ title: '必填' })),
    min: Type.Optional(Type.Number({ title: '最小值' })),
    max: Type.Optional(Type.Number({ title: '最大值' })),
    max_length: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, title: '最多字数' })),
    options: Type.Optional(
      Type.Array(
        Type.Object(
          {
            value: Type.String({ minLength: 1, maxLength: 60, title: '代码' }),
            label: Type.String({ minLength: 1, maxLength: 60, title: '选项' }),
          },
          strict,
        ),
        { maxItems: 50, title: '选项' },
      ),
    ),
    multiple: Type.Optional(Type.Boolean({ title: '可多选' })),
    help: Type.Optional(Type.String({ minLength: 1, maxLength: 200, title: '填写说明' })),
  },
  strict,
);

export const DutyBody = Type.Object(
  {
    client_id: ClientId,
    line: Line,
    title: Type.String({ minLength: 2, maxLength: 60, title: '任务名称' }),
    instructions: Type.String({ minLength: 1, maxLength: 2000, title: '工作要求' }),
    unit: Type.Optional(Type.String({ format: 'uuid', title: '下达单位', description: '默认本单位' })),
    admission: Type.Optional(
      Type.String({ format: 'uuid', title: '准入事项', description: '部门下达任务时必填' }),
    ),
    areas: Areas,
    limit: Type.String({
      pattern: '^[1-9][0-9]{0,3}(wh|wd|d)$',
      title: '完成时限',
      description: '8wh 工作时、5wd 工作日、30d 自然日，按工作日历计算',
    }),
    fields: Type.Array(FieldShape, { maxItems: 40, title: '填写内容' }),
    photos: Type.Optional(Type.Integer({ minimum: 0, maximum: 9, title: '至少几张照片' })),
    position: Type.Optional(Type.Boolean({ title: '须在现场定位' })),
    targets: Type.Optional(
      Type.Object(
        {
          kind: Type.String({ maxLength: 40, title: '对象种类' }),
          ids: Type.Array(Id, { minItems: 1, maxItems: 2000, title: '对象' }),
        },
        { ...strict, title: '对象', description: '不填时每个网格一份；填写时每个对象一份，交给所在网格' },
      ),
    ),
  },
  strict,
);

export const PreviewBody = Type.Object({ areas: Areas, limit: DutyBody.properties.limit }, strict);
export const Preview = Type.Object({
  grids: Type.Integer({ description: '网格数' }),
  without_worker: Type.Integer({ description: '没有网格员的网格，任务交给社区' }),
  due_at: Moment,
});

const Numbers = {
  asked: Type.Integer({ description: '应完成' }),
  done: Type.Integer({ description: '已完成' }),
  open_late: Type.Integer({ description: '逾期未完成' }),
  done_late: Type.Integer({ description: '逾期完成' }),
  reworks: Type.Integer({ description: '退回重做次数' }),
};
export const DutyItem = Type.Object(
  {
    id: Id,
    line: Line,
    line_name: Type.String(),
    title: Type.String(),
    unit_name: Type.String(),
    areas: Type.Array(AreaName),
    state: Type.String(),
    due_at: Moment,
    created_at: Moment,
    ...Numbers,
  },
  { $id: 'DutyItem' },
);
export const DutyDetail = Type.Object(
  {
    ...DutyItem.properties,
    version: Type.Integer(),
    instructions: Type.String(),
    fields: Type.Array(FieldShape),
    photos: Type.Integer(),
    position: Type.Boolean(),
    target_name: Nullable(Type.String({ description: '每份任务针对什么；空为每个网格一份' })),
    admission: Nullable(Type.Object({ id: Id, name: Type.String() })),
    limit: Type.String(),
    manages: Type.Boolean({ description: '可以催办、退回、结束' }),
    urged_at: Nullable(Moment),
    closed_at: Nullable(Moment),
    closed_note: Nullable(Type.String()),
  },
  { $id: 'Duty' },
);
export const DutyQuery = Type.Object({
  line: Type.Optional(Type.String({ maxLength: 20, title: '条线' })),
  state: Type.Optional(Type.String({ maxLength: 20, title: '状态' })),
  ...PageQuery,
});
export const CloseBody = Type.Object(
  { version: Version, note: Type.Optional(Type.String({ maxLength: 500, title: '说明' })) },
  strict,
);
export const UrgeBody = Type.Object(
  { note: Type.Optional(Type.String({ maxLength: 200, title: '催办意见' })) },
  strict,
);
export const Urged = Type.Object({ pieces: Type.Integer({ description: '催办了多少份未完成的任务' }) });

export const ProgressQuery = Type.Object({
  level: Type.Optional(
    Type.Enum(['grid', 'community', 'street', 'district'], {
      title: '按哪一级汇总',
      description: '默认 grid',
    }),
  ),
});
export const Progress = Type.Object({
  items: Type.Array(
    Type.Object({
      area: Id,
      name: Type.String(),
      parent: Type.String(),
      standing: Type.String({
        description: 'done 已完成 · partly 部分完成 · overdue 有逾期 · none 未开始 · idle 已撤回',
      }),
      grids: Type.Integer(),
      ...Numbers,
    }),
  ),
});
export const Job = Type.Object({ job: Type.String({ format: 'uuid', title: '后台工作' }) });
