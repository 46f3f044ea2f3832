import type { EventRow } from '../../platform/events.ts';
import type { Context } from '../../platform/runtime.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { awayOf } from '../account/index.ts';
import { handOverTasks } from './commands.handover.ts';

const KINDS = ['account.staff.disabled', 'account.relation.ended', 'account.leave.started'];

/**
 * Once more after somebody went: what was given to them by a step that did not yet see it. Nothing waits for somebody who is not
 * there any more.
 */
export const leavingFollower: Subscriber = {
  name: 'matter.leaving',
  wants: (kind) => KINDS.includes(kind),
  async handle(ctx: Context, events: EventRow[]) {
    for (const account of new Set(events.map(({ subject }) => subject))) {
      const away = (await awayOf(ctx.db, [account])).get(account);
      await handOverTasks(ctx, account, away ?? { leave: null, standIn: null });
    }
  },
};
