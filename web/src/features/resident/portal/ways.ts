import { Toast } from 'antd-mobile';
import { sayError } from '../../../api/errors.ts';
import { move } from '../resident.ts';

/** Moves and says how it went. */
export async function moveNow(person: string, body: Record<string, unknown>, done: string): Promise<void> {
  try {
    await move(person, body);
    Toast.show({ icon: 'success', content: done });
  } catch (error) {
    Toast.show({ content: sayError(error), duration: 4000 });
  }
}
