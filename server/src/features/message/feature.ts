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
};
