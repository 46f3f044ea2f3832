import Type from 'typebox';
import { Value } from 'typebox/value';
import type { Actor } from '../../platform/access.ts';
import { badField, conflict } from '../../platform/errors.ts';
import { type Runtime, run } from '../../platform/runtime.ts';
import { noted } from '../workflow/index.ts';
import { surroundings } from './abilities.ts';
import { endCards } from './apply.cards.ts';
import { applyDecision } from './apply.ts';
import { centreAbove } from './centre.above.ts';
import { type Step, wasDone } from './commands.repeat.ts';
import { meansOf, updateMatter, workflowOf } from './commands.write.ts';
import { lockMatter } from './row.ts';
import { cardsToAnswer, REPLY_OFFER } from './rules.cards.ts';

const Words = Type.String({ minLength: 4, maxLength: 2000 });

/**
 * Answers the cards (督办单) that a matter holds for the actor's unit, all at once: their clocks stop, whoever supervises reads the
 * words. Refuses one that has none to answer (409) and words that say nothing (422). It changes nothing of the flow, so the version
 * it was written on does not matter.
 */
export async function replyToCards(
  runtime: Runtime,
  actor: Actor,
  id: string,
  { form, clientId }: Step,
): Promise<void> {
  const around = await surroundings(runtime);
  await run(runtime, actor, async (ctx) => {
    const matter = await lockMatter(ctx.db, actor, around.areas, id);
    if (await wasDone(ctx, id, REPLY_OFFER.action, { version: matter.version, form, clientId })) return;
    const cards = cardsToAnswer(actor, matter);
    if (cards.length === 0)
      throw conflict('no_card', '没有需要您单位回复的督办。', { version: matter.version });
    const reply = typeof form.reply === 'string' ? form.reply.trim() : '';
    if (!Value.Check(Words, reply))
      throw badField('reply', 'bad_reply', '请写明情况和完成时间，4 到 2000 字。');
    const workflow = await workflowOf(ctx, matter);
    const decision = noted(workflow, matter.state, REPLY_OFFER.action, { reply });
    const above = centreAbove(matter.centre_unit, matter.areas, around.units);
    const told = [...new Set([matter.centre_unit, ...(above ? [above.unit] : [])])];
    decision.notify = [{ audience: 'centre', template: 'card-replied', units: told, accounts: [] }];
    const left = endCards(ctx, matter, decision, cards, 'replied', reply);
    const means = meansOf(ctx, matter, decision, workflow, around);
    updateMatter(ctx, applyDecision(ctx, left, decision, { ...means, clientId }));
  });
}
