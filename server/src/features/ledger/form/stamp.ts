import { xmlText } from '../../../platform/sheet/write.cells.ts';
import { type Book, relationsOf, textOf, xmlOf } from './book.ts';
import { child, Edits } from './xml.ts';

/** Says in the file's properties who filled it and when; a form without properties stays without. */
export function stampBook(book: Book, who: string, at: Date): void {
  const core = [...relationsOf(book, '').values()].find(({ type }) => type === 'core-properties');
  const root = core && xmlOf(book, core.path);
  if (!core || !root) return;
  const edits = new Edits(textOf(book, core.path));
  const prefix = root.prefix || 'cp:';
  const [by, when] = [child(root, 'lastModifiedBy'), child(root, 'modified')];
  if (by && by.inner < by.end) edits.replace(by.inner, by.innerEnd, xmlText(who));
  else if (!by && root.prefix)
    edits.insert(root.innerEnd, `<${prefix}lastModifiedBy>${xmlText(who)}</${prefix}lastModifiedBy>`);
  if (when && when.inner < when.end) edits.replace(when.inner, when.innerEnd, at.toISOString());
  book.parts.set(core.path, Buffer.from(edits.done()));
}
