import type { Timer } from '../../platform/feature.ts';
import type { Subscriber } from '../../platform/subscribers.ts';
import { deliverDue } from './deliver.ts';
import { forgetOldCalls } from './screen-pop.ts';
import { queueWebhooks } from './webhooks.ts';

export const deliveryTimer: Timer = {
  name: 'message.deliver',
  everySeconds: 2,
  tick: (runtime) => deliverDue(runtime),
};
export const callTimer: Timer = { name: 'message.calls', everySeconds: 60, tick: forgetOldCalls };

/** Follows the whole log but the news of messages themselves. */
export const webhookFollower: Subscriber = {
  name: 'message.webhook',
  wants: (kind) => !kind.startsWith('message.'),
  handle: queueWebhooks,
};
