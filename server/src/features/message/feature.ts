import type { Feature } from '../../platform/feature.ts';
import { callTimer, deliveryTimer, webhookFollower } from './jobs.ts';
import { outboxRoutes, webhookRoutes } from './routes.outbox.ts';
import { inboxRoutes, receiptRoutes, screenPopRoutes } from './routes.ts';
import { deliverCodes } from './texts.ts';

export const message: Feature = {
  name: 'message',
  routes(app, runtime) {
    for (const add of [inboxRoutes, receiptRoutes, screenPopRoutes, outboxRoutes, webhookRoutes])
      add(app, runtime);
    deliverCodes(runtime);
  },
  subscribers: [webhookFollower],
  timers: [deliveryTimer, callTimer],
  sealed: [
    { table: 'message_delivery', key: 'id', columns: ['sealed'] },
    { table: 'message_screen_pop', key: 'id', columns: ['phone_sealed'] },
    { table: 'message_webhook', key: 'id', columns: ['secret_sealed'] },
  ],
};
