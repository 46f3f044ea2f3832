import { Dialog, Toast } from 'antd-mobile';
import { sayError } from '../../../api/errors.ts';
import { deathAsked, move, type OUT, type Row } from '../resident.ts';

/** Moves and says how it went. */
export async function moveNow(person: string, body: Record<string, unknown>, done: string): Promise<void> {
  try {
    await move(person, body);
    Toast.show({ icon: 'success', content: done });
  } catch (error) {
    Toast.show({ content: sayError(error), duration: 4000 });
  }
}

/** Into a house that was found; whoever is registered as dead is not moved with one tap like any other. */
export async function moveIn(person: Pick<Row, 'id' | 'name' | 'state'>, house: string): Promise<void> {
  const sure =
    person.state !== 'dead' ||
    (await Dialog.confirm({
      title: `“${person.name}”登记为已死亡`,
      content: '确认死亡登记有误，重新迁入这里？',
      confirmText: '更正并迁入',
    }));
  if (sure) await moveNow(person.id, { house }, `${person.name}已迁入`);
}

/** Lets somebody out of the house that is lived in. Nobody is declared dead with one wrong tap: that is asked once more. */
export async function moveOut(
  person: { id: string; name: string; version?: number },
  { key, done }: (typeof OUT)[number],
): Promise<void> {
  const sure =
    key !== 'dead' || (await Dialog.confirm({ ...deathAsked(person.name), confirmText: '登记死亡' }));
  const version = person.version === undefined ? {} : { version: person.version };
  if (sure) await moveNow(person.id, { ...version, house: null, why: key }, `${person.name}：${done}`);
}
