import type { Actor } from '../../platform/access.ts';
import type { ActionOffer, CardLevel, RunningClock } from '../workflow/index.ts';
import type { Matter } from './row.ts';

/** What a card is called. */
export const CARD_NAMES: Record<CardLevel, string> = {
  notice: '一般督办',
  yellow: '黄牌督办',
  red: '红牌督办（挂牌）',
};

/** The task of the unit that was given a card, and the clock it is due by. */
export const REPLY = 'reply';

const ORDER: readonly string[] = ['notice', 'yellow', 'red'];

/** The higher of two cards. */
export const isHigher = (level: string, than: string | null | undefined): boolean =>
  ORDER.indexOf(level) > ORDER.indexOf(than ?? '');

/** The highest card that waits for an answer, by the clocks that run. */
export function highestCard(clocks: readonly RunningClock[]): CardLevel | null {
  const levels = clocks.flatMap(({ limits }) => (limits.card ? [limits.card.level] : []));
  return levels.sort((a, b) => ORDER.indexOf(b) - ORDER.indexOf(a))[0] ?? null;
}

/** The clocks of cards that wait for an answer. */
export const openCards = ({ clocks }: Pick<Matter, 'clocks'>): RunningClock[] =>
  clocks.filter(({ limits }) => limits.card);

/** What gives the right to answer for a unit that was given a card. */
const ANSWERING = ['matter:handle', 'matter:accept', 'matter:dispatch'];

/** The cards of a matter that wait for an answer of a unit this actor works for. */
export function cardsToAnswer(actor: Actor, matter: Pick<Matter, 'clocks' | 'tasks'>): RunningClock[] {
  const units = new Set(
    actor.grants.flatMap(({ unit, permission }) => (unit && ANSWERING.includes(permission) ? [unit] : [])),
  );
  const unitOf = (clock: RunningClock) => matter.tasks.find(({ id }) => id === clock.limits.task)?.unit;
  return openCards(matter).filter((clock) => units.has(unitOf(clock) ?? ''));
}

/** The answer to a card: what has been done and by when it will be done. One answers all cards that wait. */
export const REPLY_OFFER = {
  action: 'reply-card',
  name: '回复督办',
  enabled: true,
  reason: null,
  confirm: null,
  form: [
    {
      name: 'reply',
      kind: 'textarea',
      label: '回复内容',
      required: true,
      min_length: 4,
      max_length: 2000,
      help: '写明未按期的原因、已做的工作和完成时间；督办人和上级会看到',
    },
  ],
} as unknown as ActionOffer;
