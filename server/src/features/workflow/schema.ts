import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const Texts = Type.Array(Type.String());
const Time = Type.String({ format: 'date-time' });

export const WorkflowParams = Type.Object({
  code: Type.String({ pattern: '^[a-z][a-z0-9_-]*$', maxLength: 60, title: '流程' }),
});
export const WorkflowQuery = Type.Object({
  version: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 2147483647,
      title: '版本',
      description: '默认为新事项所用的最新版本',
    }),
  ),
});

export const WorkflowType = Type.Object({
  code: Type.String(),
  name: Type.String(),
  description: Type.String(),
  limits: Type.Array(Type.Object({ name: Type.String(), limit: Type.String() }), {
    description: '类别没有规定时的时限',
  }),
  rules: Type.Array(Type.Object({ name: Type.String(), value: Type.String() })),
});
export const WorkflowItem = Type.Object({
  code: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  published_at: Time,
  states: Type.Integer(),
  actions: Type.Integer(),
  findings: Type.Integer({ description: '检查发现的问题数' }),
  types: Type.Array(WorkflowType, { description: '使用这个流程的事项类型' }),
});
export const WorkflowList = Type.Object({ items: Type.Array(WorkflowItem) });

const Graph = Type.Object({
  nodes: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      phase: Type.String(),
      phase_name: Type.String(),
      initial: Type.Boolean(),
      terminal: Type.Boolean(),
    }),
  ),
  edges: Type.Array(
    Type.Object({
      from: Type.String(),
      to: Type.String(),
      action: Type.String(),
      name: Type.String(),
      when: Nullable(Type.String({ description: '有几个去向时，走这一个的条件' })),
    }),
  ),
});
const State = Type.Object({
  code: Type.String(),
  name: Type.String(),
  phase_name: Type.String(),
  owner: Nullable(Type.String({ description: '在这一环节由谁负责' })),
  todo: Nullable(Type.String({ description: '待办' })),
  holder: Nullable(Type.String({ description: '待办归谁' })),
  clocks: Texts,
});
const Action = Type.Object({
  code: Type.String(),
  name: Type.String(),
  from: Texts,
  to: Texts,
  by: Type.Array(Type.Object({ who: Type.String(), permission: Type.String() })),
  conditions: Type.Array(Type.String({ description: '不满足时按钮上说明的原因' })),
  asks: Type.Array(Type.String({ description: '要填写的内容' })),
});
export const WorkflowDetail = Type.Object(
  {
    ...WorkflowItem.properties,
    findings: Type.Array(
      Type.Object({
        severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
        code: Type.String(),
        path: Type.String(),
        message: Type.String(),
      }),
    ),
    versions: Type.Array(Type.Object({ version: Type.Integer(), published_at: Time })),
    graph: Graph,
    state_list: Type.Array(State),
    action_list: Type.Array(Action),
  },
  { $id: 'WorkflowDetail' },
);
