export { createCampaign } from './commands.campaign.ts';
export { submitVisit } from './commands.visit.ts';
export { makeVisits } from './jobs.ts';
