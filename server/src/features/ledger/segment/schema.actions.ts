import { Type } from 'typebox';
import { DutyBody } from '../../duty/index.ts';

const uuid = (title: string) => Type.String({ format: 'uuid', title });
const { targets: _, ...task } = DutyBody.properties;

export const SegmentTaskBody = Type.Object(task, { additionalProperties: false });
export const TaskMade = Type.Object({ id: uuid('网格任务编号') });
export const NoticeBody = Type.Object(
  {
    client_id: uuid('提交编号'),
    title: Type.String({ minLength: 2, maxLength: 60, title: '标题' }),
    body: Type.String({ minLength: 2, maxLength: 1000, title: '内容' }),
    area: Type.Optional(uuid('区域')),
  },
  { additionalProperties: false },
);
export const Noticed = Type.Object({
  people: Type.Integer({ title: '人群人数' }),
  reached: Type.Integer({ title: '有账号、能收到通知的人数' }),
});
export const Points = Type.Object({
  items: Type.Array(
    Type.Object({
      id: uuid('楼栋'),
      name: Type.String({ title: '楼栋' }),
      lng: Type.Number({ title: '经度' }),
      lat: Type.Number({ title: '纬度' }),
      people: Type.Integer({ title: '人数' }),
    }),
  ),
  unplaced: Type.Integer({ title: '不在图上的人数', description: '没有登记住处，或住处的楼栋没有位置' }),
});
