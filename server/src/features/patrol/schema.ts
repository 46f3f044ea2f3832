import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';

const strict = { additionalProperties: false };
const Id = Type.String({ format: 'uuid' });
const Moment = Type.String({ format: 'date-time' });
const Day = (title: string) => Type.String({ format: 'date', title });
const ClientId = Type.String({
  format: 'uuid',
  title: '提交编号',
  description: '由客户端生成；重复提交同一编号只算一次',
});
const Point = Type.Object(
  {
    lng: Type.Number({ minimum: -180, maximum: 180, title: '经度', description: 'WGS-84' }),
    lat: Type.Number({ minimum: -90, maximum: 90, title: '纬度', description: 'WGS-84' }),
  },
  { ...strict, title: '位置' },
);

export const CampaignParams = Type.Object({ id: Type.String({ format: 'uuid', title: '专项巡查' }) });
export const VisitParams = Type.Object({ id: Type.String({ format: 'uuid', title: '巡查任务' }) });
export const FindingParams = Type.Object({ id: Type.String({ format: 'uuid', title: '发现的问题' }) });

export const ItemShape = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,39}$', title: '代码' }),
    label: Type.String({ minLength: 1, maxLength: 100, title: '检查内容' }),
    kind: Type.Enum(['yes_no', 'number', 'choice', 'photo', 'text'], { title: '填写方式' }),
    bad: Type.Optional(Type.Enum(['yes', 'no'], { title: '哪个答案是问题' })),
    min: Type.Optional(Type.Number({ title: '下限', description: '低于它是问题' })),
    max: Type.Optional(Type.Number({ title: '上限', description: '高于它是问题' })),
    options: Type.Optional(
      Type.Array(
        Type.Object(
          {
            value: Type.String({ minLength: 1, maxLength: 40, title: '选项' }),
            bad: Type.Optional(Type.Boolean({ title: '选它是问题' })),
          },
          strict,
        ),
        { maxItems: 20, title: '选项' },
      ),
    ),
    required: Type.Optional(Type.Boolean({ title: '必填' })),
    matter_type: Type.Optional(Type.String({ maxLength: 60, title: '问题转为哪类事项' })),
    category: Type.Optional(Type.String({ maxLength: 60, title: '问题转为哪个类别' })),
  },
  strict,
);
const PlaceShape = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80, title: '点位名称' }),
    lng: Type.Optional(Type.Number({ minimum: -180, maximum: 180, title: '经度' })),
    lat: Type.Optional(Type.Number({ minimum: -90, maximum: 90, title: '纬度' })),
  },
  strict,
);
const planned = {
  areas: Type.Array(Id, { minItems: 1, maxItems: 50, title: '巡查区域' }),
  starts_on: Day('开始日期'),
  ends_on: Day('结束日期'),
  per: Type.Enum(['day', 'week', 'month', 'once'], { title: '频次周期' }),
  times: Type.Integer({ minimum: 1, maximum: 31, title: '每周期次数' }),
};
export const PreviewBody = Type.Object(planned, strict);
export const Preview = Type.Object({
  grids: Type.Integer({ description: '网格数' }),
  periods: Type.Integer({ description: '周期数' }),
  visits: Type.Integer({ description: '全程任务数：网格 × 周期 × 次数' }),
  without_worker: Type.Integer({ description: '没有网格员的网格，任务交给社区' }),
});
export const CampaignBody = Type.Object(
  {
    client_id: ClientId,
    name: Type.String({ minLength: 2, maxLength: 60, title: '名称' }),
    theme: Type.String({ minLength: 1, maxLength: 40, title: '主题' }),
    unit: Type.Optional(Type.String({ format: 'uuid', title: '发起单位', description: '默认本单位' })),
    ...planned,
    items: Type.Array(ItemShape, { minItems: 1, maxItems: 40, title: '检查清单' }),
    places: Type.Optional(Type.Array(PlaceShape, { maxItems: 100, title: '点位或路线' })),
  },
  strict,
);
const Numbers = {
  planned: Type.Integer({ description: '到目前应巡查次数' }),
  done: Type.Integer({ description: '已完成' }),
  late: Type.Integer({ description: '曾逾期' }),
  open_late: Type.Integer({ description: '逾期未完成' }),
  findings: Type.Integer({ description: '发现问题' }),
  matters: Type.Integer({ description: '已转为事项' }),
};
export const CampaignItem = Type.Object(
  {
    id: Id,
    name: Type.String(),
    theme: Type.String(),
    unit_name: Type.String(),
    starts_on: Type.String(),
    ends_on: Type.String(),
    per: Type.String(),
    times: Type.Integer(),
    state: Type.String(),
    created_at: Moment,
    ...Numbers,
  },
  { $id: 'PatrolCampaignItem' },
);
export const CampaignDetail = Type.Object(
  {
    ...CampaignItem.properties,
    version: Type.Integer(),
    areas: Type.Array(Type.Object({ id: Id, name: Type.String() })),
    items: Type.Array(ItemShape),
    places: Type.Array(PlaceShape),
    manages: Type.Boolean({ description: '可以暂停、恢复、结束' }),
    closed_at: Nullable(Moment),
    report: Nullable(Type.Object({}, { additionalProperties: true, description: '结束时的总结' })),
  },
  { $id: 'PatrolCampaign' },
);
export const CampaignQuery = Type.Object({
  state: Type.Optional(Type.String({ maxLength: 20, title: '状态' })),
  ...PageQuery,
});
export const StateBody = Type.Object(
  {
    version: Type.Integer({ title: '版本' }),
    state: Type.Enum(['running', 'paused', 'closed'], { title: '改为' }),
    note: Type.Optional(Type.String({ maxLength: 500, title: '说明' })),
  },
  strict,
);
export const CoverageOut = Type.Object({
  items: Type.Array(
    Type.Object({
      grid: Id,
      name: Type.String(),
      community: Type.String(),
      coverage: Type.String({
        description: 'done 已完成 · partly 部分完成 · none 未开始 · overdue 有逾期 · idle 暂无任务',
      }),
      ...Numbers,
    }),
  ),
});
export const Finding = Type.Object(
  {
    id: Id,
    visit: Id,
    grid_name: Type.String(),
    item: Type.String(),
    said: Type.String(),
    at: Moment,
    by: Type.String(),
    matter: Nullable(Id),
    files: Type.Array(Type.Object({ id: Id, url: Type.String(), thumb_url: Type.String() })),
  },
  { $id: 'PatrolFinding' },
);
export const FindingQuery = Type.Object({ ...PageQuery });
export const LinkQuery = Type.Object({ matter: Type.String({ format: 'uuid', title: '事项' }) });
export const Links = Type.Object({
  items: Type.Array(
    Type.Object({ id: Id, campaign: Id, campaign_name: Type.String(), said: Type.String(), at: Moment }),
  ),
});
export const VisitQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 100, title: '翻页标记' })),
  limit: PageQuery.limit,
});
export const VisitItem = Type.Object(
  {
    id: Id,
    campaign: Id,
    campaign_name: Type.String(),
    theme: Type.String(),
    grid_name: Type.String(),
    n: Type.Integer(),
    times: Type.Integer(),
    due_at: Moment,
    overdue: Type.Boolean(),
    items: Type.Array(ItemShape),
    places: Type.Array(PlaceShape),
  },
  { $id: 'PatrolVisitItem' },
);
export const VisitDetail = Type.Object(
  {
    ...VisitItem.properties,
    state: Type.String(),
    done_at: Nullable(Moment),
    findings: Type.Array(Finding),
  },
  { $id: 'PatrolVisit' },
);
export const SubmitBody = Type.Object(
  {
    client_id: ClientId,
    answers: Type.Array(
      Type.Object(
        {
          code: Type.String({ maxLength: 40, title: '检查项' }),
          value: Type.Optional(
            Type.Unsafe<string | number | boolean>({
              type: ['string', 'number', 'boolean'],
              maxLength: 1000,
              title: '答案',
            }),
          ),
          note: Type.Optional(Type.String({ maxLength: 500, title: '说明' })),
          photos: Type.Optional(Type.Integer({ minimum: 0, maximum: 9, title: '照片张数' })),
          raise: Type.Optional(Type.Boolean({ title: '转为事项' })),
        },
        strict,
      ),
      { maxItems: 40, title: '各项答案' },
    ),
    point: Type.Optional(Point),
    note: Type.Optional(Type.String({ maxLength: 500, title: '备注' })),
    files: Type.Optional(Type.Array(Id, { maxItems: 60, title: '照片', description: '按各项的次序' })),
  },
  strict,
);
export const Raised = Type.Object({ matter: Id });
