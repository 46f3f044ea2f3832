import type { Feature } from '../../platform/feature.ts';
import { registerStory } from '../matter/index.ts';
import { follower } from './jobs.follow.ts';
import { judgementTimer } from './jobs.time.ts';
import { appealRoutes } from './routes.appeal.ts';
import { checkRoutes } from './routes.check.ts';
import { unitJudgementRoutes } from './routes.unit.ts';
import { visitRoutes } from './routes.visit.ts';
import { STORY } from './words.ts';

export const judgement: Feature = {
  name: 'judgement',
  routes(app, runtime) {
    registerStory(runtime, STORY);
    visitRoutes(app, runtime);
    unitJudgementRoutes(app, runtime);
    checkRoutes(app, runtime);
    appealRoutes(app, runtime);
  },
  subscribers: [follower],
  timers: [judgementTimer],
};
