import { Toast } from 'antd-mobile';
import { sayError } from '../../../api/errors.ts';
import { move } from '../resident.ts';

/** What becomes of somebody who leaves: one tap opens these, the second does it. */
export const OUT = [
  { key: 'left', text: '已搬走', description: '迁出，不再住在这里' },
  { key: 'away', text: '外出', description: '住处保留' },
  { key: 'dead', text: '死亡', description: '登记后不再列入在住' },
] as const;

/** Moves and says how it went; true when it did. */
export async function moveNow(person: string, body: Record<string, unknown>, done: string): Promise<boolean> {
  try {
    await move(person, body);
    Toast.show({ icon: 'success', content: done });
    return true;
  } catch (error) {
    Toast.show({ content: sayError(error), duration: 4000 });
    return false;
  }
}
