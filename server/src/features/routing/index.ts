/** What other features may use of routing: who answers, and why. It knows subjects only by their facts. */
export { carried, keepRuling, type Ruling, raiseAlarm, ruleOn, type ToRoute, takeTurn } from './commands.ts';
export { LEVELS } from './definition.ts';
export { routingDocument } from './documents.ts';
export { type KeptRuling, routingReasons, rulingsOf } from './queries.ts';
export { Reasons } from './schema.ts';
export { type RoutingSource, registerRoutingSource } from './source.ts';
export { parseRules, provideRules, publishRules } from './store.ts';
export { centreFor } from './targets.ts';
