import { badField } from '../../../platform/errors.ts';
import { howOf, isOpen, type Layout, type Target } from './layout.ts';
import { isPlace } from './preview.ts';
import { parseRef } from './refs.ts';
import type { FormSheet } from './sheet.ts';
import type { FormWords } from './words.ts';

/** What somebody says a cell (or a gap in its text) means; null: left as it is. */
export interface Said {
  ref: string;
  gap?: number;
  item: string | null;
}

const keyOf = ({ ref, gap }: Pick<Said, 'ref' | 'gap'>): string => `${ref} ${gap ?? ''}`;

/** A cell nobody recognised, as a target: an open one of the sheet, in a list also one of the first blank row. */
function added(sheet: FormSheet, { kind, first, last }: Layout, { ref, item }: Said): Target {
  const at = parseRef(ref);
  const cell = at ? sheet.at(at.row, at.col) : undefined;
  const within = at !== null && kind === 'list' && at.row > first! && at.row <= last!;
  if (!at || !isPlace(sheet, ref) || !isOpen(cell) || within)
    throw badField('targets', 'bad_cell', `${ref} 不是可以填写的空格，请换一格。`);
  return {
    ...{ ref, heading: '', item, confidence: 1, how: howOf(cell) },
    ...(kind === 'list' && at.row === first && { row: true as const }),
  };
}

/** A layout with what somebody said of its cells. Refuses, naming `targets`, cells that cannot be filled and items that do not exist. */
export function taught(sheet: FormSheet, layout: Layout, said: readonly Said[], words: FormWords): Layout {
  const targets = new Map(layout.targets.map((target) => [keyOf(target), target]));
  for (const each of said) {
    if (each.item !== null && !words.item(each.item))
      throw badField('targets', 'unknown_item', `没有“${each.item}”这一项，请重新选择。`);
    const known = targets.get(keyOf(each));
    if (known) targets.set(keyOf(each), { ...known, item: each.item, confidence: 1 });
    else if (each.item !== null) targets.set(keyOf(each), added(sheet, layout, each));
  }
  return { ...layout, targets: [...targets.values()] };
}

/** A form that was met before, as it was understood then; its blank rows as they are now. */
export function remembered(fresh: Layout, known: Layout): Layout {
  if (fresh.kind !== known.kind || fresh.sheet !== known.sheet || fresh.first !== known.first) return fresh;
  const before = new Map(known.targets.map((target) => [keyOf(target), target]));
  const now = new Set(fresh.targets.map(keyOf));
  const kept = fresh.targets.map((target) => {
    const { item } = before.get(keyOf(target)) ?? target;
    return item === target.item ? target : { ...target, item, confidence: 1 };
  });
  return { ...fresh, targets: [...kept, ...known.targets.filter((target) => !now.has(keyOf(target)))] };
}
