import { Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

const Moment = Type.String({ format: 'date-time' });
const Kind = Type.String({ minLength: 1, maxLength: 40, title: '种类' });
const Code = Type.String({ minLength: 1, maxLength: 60, title: '代码' });
const DraftVersion = Type.Integer({ minimum: 0, maximum: 2147483647, title: '草稿版本' });
export const Text = Type.String({ minLength: 1, maxLength: 2_000_000, title: '内容' });
const strict = { additionalProperties: false };

export const KindParams = Type.Object({ kind: Kind });
export const DocumentParams = Type.Object({ kind: Kind, code: Code });
export const VersionParams = Type.Object({
  kind: Kind,
  code: Code,
  version: Type.Integer({ minimum: 1, maximum: 2147483647, title: '版本' }),
});

export const DocumentItem = Type.Object({
  kind: Type.String(),
  kind_name: Type.String(),
  code: Type.String(),
  name: Type.String(),
  version: Type.Integer({ description: '正在执行的版本；0 为还没有发布过' }),
  published_at: Nullable(Moment),
  by: Type.String({ description: '谁发布的' }),
  draft: Nullable(Type.Object({ author: Type.String(), at: Moment })),
});

export const DocumentDetail = Type.Object({
  kind: Type.String(),
  kind_name: Type.String(),
  format: Type.String({ description: 'yaml 或 csv' }),
  trial: Type.Boolean({ description: '可以在过去的事项上试算' }),
  code: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  text: Type.String({ description: '正在执行的内容' }),
  two_persons: Type.Boolean({ description: '须由写草稿以外的人发布' }),
  draft: Nullable(
    Type.Object({
      text: Type.String(),
      base_version: Type.Integer({ description: '以哪一版为基础；0 为新建' }),
      note: Type.String(),
      author: Type.String(),
      version: Type.Integer(),
      at: Moment,
    }),
  ),
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      note: Type.String(),
      at: Moment,
      by: Type.String(),
      author: Nullable(Type.String({ description: '谁写的草稿' })),
    }),
  ),
});

export const DraftBody = Type.Object(
  {
    text: Text,
    note: Type.Optional(Type.String({ maxLength: 500, title: '修改说明' })),
    version: DraftVersion,
  },
  strict,
);
export const DraftSaved = Type.Object({ version: Type.Integer() });
export const DraftQuery = Type.Object({ version: DraftVersion });

export const LintBody = Type.Object({ code: Code, text: Text }, strict);
export const Judged = Type.Object({
  name: Nullable(Type.String()),
  errors: Type.Integer(),
  findings: Type.Array(
    Type.Object({
      severity: Type.String({ description: 'error 不能发布 · warning 提醒' }),
      code: Type.String(),
      path: Type.String(),
      message: Type.String(),
      line: Nullable(Type.Integer({ description: '第几行，从 1 起' })),
    }),
  ),
  graph: Type.Unknown({ description: '流程图；不是流程则为 null' }),
});

export const PublishBody = Type.Object(
  {
    version: DraftVersion,
    over: Type.Optional(
      Type.Boolean({ title: '仍要发布', description: '草稿所依据的版本已不是正在执行的版本' }),
    ),
  },
  strict,
);

export const ExportQuery = Type.Object({
  kinds: Type.Optional(Type.String({ maxLength: 400, title: '种类', description: '逗号分隔；不填为全部' })),
});
export const Bundle = Type.Object({ text: Text }, strict);
const Places = Type.Array(Type.Object({ kind: Type.String(), code: Type.String() }));
export const Imported = Type.Object({
  drafts: Places,
  same: Type.Array(Type.Object({ kind: Type.String(), code: Type.String() }), {
    description: '与正在执行的相同，没有建草稿',
  }),
  kept: Type.Array(Type.Object({ kind: Type.String(), code: Type.String() }), {
    description: '已有别的草稿，没有覆盖',
  }),
});
