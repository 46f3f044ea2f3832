import { type Static, type TProperties, Type } from 'typebox';
import { Nullable } from '../../platform/schema.ts';

/** A body that takes nothing else. */
const Closed = <T extends TProperties>(fields: T) => Type.Object(fields, { additionalProperties: false });
const uuid = (title: string) => Type.String({ format: 'uuid', title });
const Ref = Type.String({ pattern: '^[A-Z]{1,3}[1-9][0-9]{0,6}$', title: '单元格', description: '如 C5' });
const Gap = Type.Integer({
  minimum: 0,
  maximum: 50,
  title: '空档',
  description: '单元格文字里的第几个空，从 0 起',
});
const Moment = Type.String({ format: 'date-time' });
/** The most people one list, and the most single forms one packet is filled for. */
export const MOST_LISTED = 5000;
export const MOST_SINGLE = 500;
export const MOST_SHOWN = 10;

export const FormParams = Type.Object({ id: uuid('表格编号') });

const FormTarget = Type.Object({
  ref: Ref,
  heading: Type.String({ title: '表头', description: '表上的写法' }),
  item: Nullable(Type.String({ title: '对应项', description: '空：不填' })),
  confidence: Type.Number({ title: '把握', description: '0 到 1' }),
  how: Type.Union(
    [Type.Literal('write'), Type.Literal('tick'), Type.Literal('gap'), Type.Literal('digits')],
    {
      title: '填法',
      description: 'write 写入，tick 打勾，gap 填在文字的空档里，digits 一格一位',
    },
  ),
  gap: Type.Optional(Gap),
  row: Type.Optional(Type.Boolean({ title: '每人一行', description: 'ref 在第一行空行' })),
});

const Side = Type.String({ title: '边线', description: 'l、r、t、b 中有线的边' });
const CellLook = Type.Object({
  bold: Type.Boolean(),
  size: Type.Number({ description: '磅' }),
  color: Type.Optional(Type.String()),
  fill: Type.Optional(Type.String()),
  align: Type.Optional(Type.String()),
  valign: Type.Optional(Type.String()),
  wrap: Type.Boolean(),
  border: Side,
});

export const FormPreview = Type.Object({
  columns: Type.Array(Type.Object({ width: Type.Number({ description: '像素' }), hidden: Type.Boolean() })),
  rows: Type.Array(
    Type.Object({
      row: Type.Integer(),
      height: Type.Number({ description: '像素' }),
      hidden: Type.Boolean(),
    }),
  ),
  cells: Type.Array(
    Type.Object({
      ref: Type.String(),
      row: Type.Integer({ description: '从 1 起' }),
      col: Type.Integer({ description: '从 0 起' }),
      rows: Type.Integer({ description: '合并的行数' }),
      cols: Type.Integer({ description: '合并的列数' }),
      text: Type.String(),
      style: CellLook,
      mark: Type.Optional(
        Type.Union([Type.Literal('filled'), Type.Literal('gap')], { description: 'filled 已填，gap 缺' }),
      ),
    }),
  ),
  cut: Type.Boolean({ description: '只显示了一部分' }),
});

const Kind = Type.Union([Type.Literal('list'), Type.Literal('person')], {
  title: '种类',
  description: 'list 名册，每人一行；person 一人一表',
});

export const FormItemRow = Type.Object({
  id: uuid('表格编号'),
  name: Type.String({ title: '文件名' }),
  kind: Kind,
  known: Type.Integer({ title: '已对应的空格' }),
  created_at: Moment,
  changed_at: Moment,
});

export const FormDetail = Type.Object({
  ...FormItemRow.properties,
  version: Type.Integer(),
  sheet: Type.String({ title: '工作表' }),
  sheets: Type.Array(Type.String(), { title: '文件里的工作表' }),
  first: Type.Optional(Type.Integer({ title: '第一行空行' })),
  last: Type.Optional(Type.Integer({ title: '最后一行空行' })),
  remembered: Type.Boolean({ title: '沿用了以前的对应' }),
  targets: Type.Array(FormTarget),
  preview: FormPreview,
});
export type FormDetail = Static<typeof FormDetail>;

export const FormChange = Closed({
  version: Type.Integer({ minimum: 1, title: '版本' }),
  sheet: Type.Optional(Type.String({ maxLength: 100, title: '工作表', description: '换一张时重新识别' })),
  targets: Type.Optional(
    Type.Array(
      Closed({
        ref: Ref,
        gap: Type.Optional(Gap),
        item: Nullable(Type.String({ maxLength: 60, title: '对应项' })),
      }),
      { maxItems: 500, title: '改了的对应', description: '没有列出的不变' },
    ),
  ),
});

const People = (most: number) =>
  Type.Array(uuid('人员编号'), { minItems: 1, maxItems: most, uniqueItems: true, title: '人员' });

export const PreviewBody = Closed({ people: People(MOST_SHOWN) });
export const FilledPreview = Type.Object({
  preview: FormPreview,
  people: Type.Integer({ title: '填了几人' }),
  gaps: Type.Integer({ title: '缺几处' }),
});

export const FillBody = Closed({
  people: People(MOST_LISTED),
  purpose: Type.Optional(
    Type.String({
      minLength: 2,
      maxLength: 200,
      title: '用途',
      description: '写明用途则填完整信息，逐人留痕；不写则填遮盖后的内容',
    }),
  ),
});
export const FormFill = Type.Object({
  id: uuid('后台工作编号'),
  people: Type.Integer({ title: '人数' }),
  purpose: Nullable(Type.String({ title: '用途' })),
  filled: Nullable(Type.Integer({ title: '填了几处' })),
  gaps: Nullable(Type.Integer({ title: '缺几处' })),
  state: Type.String({ title: '状态', description: 'waiting、running、done、failed、cancelled' }),
  file: Nullable(Type.String({ title: '下载地址', description: '保留七天' })),
  name: Nullable(Type.String({ title: '文件名' })),
  created_at: Moment,
});

export const FormWordItem = Type.Object({
  code: Type.String({ title: '编码' }),
  name: Type.String({ title: '名称' }),
  computed: Type.Boolean({ title: '推算的', description: '不是登记的项，由系统推算' }),
});
