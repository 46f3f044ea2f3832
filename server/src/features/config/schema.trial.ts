import { Type } from 'typebox';
import { PageQuery } from '../../platform/page.ts';
import { Nullable } from '../../platform/schema.ts';
import { DocumentParams, Text } from './schema.ts';

const Id = Type.String({ format: 'uuid', title: '试算编号' });
const Moment = Type.String({ format: 'date-time' });

export const TrialParams = Type.Object({ ...DocumentParams.properties, id: Id });
export const TrialBody = Type.Object(
  {
    text: Text,
    from: Type.Optional(Type.String({ format: 'date-time', title: '开始时间' })),
    until: Type.Optional(Type.String({ format: 'date-time', title: '结束时间' })),
  },
  { additionalProperties: false },
);
export const TrialStarted = Type.Object({ trial: Id, job: Type.String({ format: 'uuid' }) });

export const TrialItem = Type.Object({
  id: Id,
  by: Type.String({ description: '谁试算的' }),
  from: Moment,
  until: Moment,
  created_at: Moment,
  done: Type.Boolean({ description: '已有结果' }),
});

export const TrialResult = Type.Object({
  tried: Type.Integer(),
  different: Type.Integer(),
  lines: Type.Array(
    Type.Object({
      code: Type.String(),
      name: Type.String(),
      different: Type.Integer({ description: '会不同的；逐件列出最早的 200 件' }),
      cells: Type.Array(Type.Union([Type.Number(), Type.String()]), { description: '依次对应 columns' }),
    }),
  ),
});

export const Trial = Type.Object({
  id: Id,
  from: Moment,
  until: Moment,
  created_at: Moment,
  words: Type.Object(
    { tried: Type.String(), different: Type.String() },
    { description: '试算的是什么、什么会不同' },
  ),
  columns: Type.Array(Type.String()),
  result: Nullable(TrialResult),
});

export const DifferenceQuery = Type.Object({
  line: Type.Optional(Type.String({ maxLength: 100, title: '哪一行' })),
  ...PageQuery,
});
export const Difference = Type.Object({
  id: Type.String(),
  line: Type.String(),
  at: Nullable(Moment),
  about: Type.String({ description: '是什么（不含个人信息）' }),
  before: Type.String(),
  after: Type.String(),
  matter: Nullable(Type.Object({ id: Type.String({ format: 'uuid' }), number: Type.String() })),
});
