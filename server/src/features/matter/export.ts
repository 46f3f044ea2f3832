import type { SheetCell } from '../../platform/sheet/write.cells.ts';
import { localMinute } from '../../platform/sheet/write.parts.ts';
import type { Item } from './item.ts';
import { LEVEL_NAMES } from './rules.ladder.ts';
import { priorities } from './schema.amend.ts';

/** What an exported row has beside what a list shows. */
export interface ExportExtra {
  text: string;
  main_unit: string | null;
  public_reply: string | null;
  /** Masked. */
  contact_name: string | null;
  contact_phone: string | null;
}

interface Column {
  name: string;
  width: number;
  value(item: Item, extra: ExportExtra): SheetCell;
}

const moment = (text: string | null): Date | null => (text === null ? null : new Date(text));
const PRIORITY: Record<string, string> = priorities;

/** The columns an export may have, in the order in which they stand. */
export const exportColumns = {
  number: { name: '编号', width: 22, value: (item) => item.number },
  type: { name: '事项类型', width: 14, value: (item) => item.type_name },
  state: { name: '状态', width: 12, value: (item) => item.state_name },
  title: { name: '标题', width: 30, value: (item) => item.title },
  text: { name: '内容', width: 50, value: (_, extra) => extra.text },
  category_code: { name: '类别编码', width: 14, value: (item) => item.category },
  category: { name: '类别', width: 18, value: (item) => item.category_name },
  source: { name: '来源', width: 12, value: (item) => item.source_name },
  priority: { name: '紧急程度', width: 10, value: (item) => PRIORITY[item.priority] ?? item.priority },
  level: {
    name: '级别',
    width: 8,
    value: (item) => (item.level ? (LEVEL_NAMES[item.level] ?? item.level) : null),
  },
  area_code: { name: '区域编码', width: 18, value: (item) => item.area.code },
  area: { name: '区域', width: 36, value: (item) => item.area.full_name },
  address: { name: '地址', width: 30, value: (item) => item.address },
  lng: { name: '经度', width: 12, value: (item) => item.point?.lng ?? null },
  lat: { name: '纬度', width: 12, value: (item) => item.point?.lat ?? null },
  owner: { name: '当前责任单位', width: 22, value: (item) => item.owner?.name ?? null },
  main_unit: { name: '主办单位', width: 22, value: (_, extra) => extra.main_unit },
  contact_name: { name: '联系人', width: 10, value: (_, extra) => extra.contact_name },
  contact_phone: { name: '联系电话', width: 14, value: (_, extra) => extra.contact_phone },
  created_at: { name: '提出时间', width: 18, value: (item) => moment(item.created_at) },
  due_at: { name: '当前时限', width: 18, value: (item) => moment(item.due_at) },
  closed_at: { name: '办结时间', width: 18, value: (item) => moment(item.closed_at) },
  public_reply: { name: '公开答复', width: 50, value: (_, extra) => extra.public_reply },
} satisfies Record<string, Column>;

export type ExportColumn = keyof typeof exportColumns;
export const exportCodes = Object.keys(exportColumns) as ExportColumn[];

/** One matter as a row of these columns. */
export const exportRow = (columns: readonly ExportColumn[], item: Item, extra: ExportExtra): SheetCell[] =>
  columns.map((code) => (exportColumns[code] as Column).value(item, extra));

const FILTER_NAMES: Record<string, string> = {
  q: '搜索',
  state: '状态',
  type: '类型',
  area: '区域',
  category: '类别',
  source: '来源',
  open: '未办结',
  mine: '与我本人有关',
};

/** The first line of an export: who made it, when, and what it was asked for. */
export function exportLine(who: string, at: Date, filters: Record<string, unknown>): string {
  const asked = Object.entries(filters)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => {
      const words = Array.isArray(value)
        ? value.join('、')
        : value === true
          ? '是'
          : value === false
            ? '否'
            : String(value);
      return `${FILTER_NAMES[key] ?? key}：${words}`;
    });
  return `${who} 于 ${localMinute(at)} 导出；条件：${asked.join('，') || '无'}。含个人信息，请妥善保管，用后删除。`;
}
