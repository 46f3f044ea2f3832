import { Dialog, Toast } from 'antd-mobile';
import { sayError } from '../../../api/errors.ts';
import { move, type OUT } from '../resident.ts';

/** Moves and says how it went. */
export async function moveNow(person: string, body: Record<string, unknown>, done: string): Promise<void> {
  try {
    await move(person, body);
    Toast.show({ icon: 'success', content: done });
  } catch (error) {
    Toast.show({ content: sayError(error), duration: 4000 });
  }
}

/** Lets somebody out of the house that is lived in. Nobody is declared dead with one wrong tap: that is asked once more. */
export async function moveOut(
  person: { id: string; name: string; version?: number },
  { key, done }: (typeof OUT)[number],
): Promise<void> {
  const sure =
    key !== 'dead' ||
    (await Dialog.confirm({
      title: `登记“${person.name}”已死亡？`,
      content: '从今天起不再列入在住，住处到今天为止；名下的房产关系保留，显示“已死亡”。请先核实。',
      confirmText: '登记死亡',
    }));
  const version = person.version === undefined ? {} : { version: person.version };
  if (sure) await moveNow(person.id, { ...version, house: null, why: key }, `${person.name}：${done}`);
}
