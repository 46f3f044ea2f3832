import { choose, fillIn, type Stories, type Topic } from './director.stories.ts';

/** What the caller answers to the type's own questions. */
export function answersOf(
  type: string,
  topic: Topic,
  words: Record<string, string>,
  stories: Stories,
  random: () => number,
): Record<string, unknown> {
  switch (type) {
    case 'city-event':
      return {
        ...(topic.urgent && { danger: true }),
        ...(random() < 0.3 && { landmark: choose(stories.phrases.landmark!, random) }),
      };
    case 'repair':
      return {
        where: topic.where ?? 'building',
        ...(topic.where === 'home' && {
          room: `${1 + Math.floor(random() * 3)}单元${1 + Math.floor(random() * 17)}0${1 + Math.floor(random() * 2)}室`,
        }),
        visit_time: choose(['any', 'morning', 'afternoon', 'evening', 'weekend'], random),
      };
    case 'complaint':
      return {
        purpose: topic.purpose ?? 'help',
        ...(topic.about && { about: fillIn(topic.about, words) }),
        reply_by: choose(['phone', 'phone', 'message', 'none'], random),
      };
    case 'dispute':
      return {
        parties: fillIn(topic.parties!, words),
        people: 2 + Math.floor(random() * 4),
        claim: topic.claim,
      };
    default:
      return { for_whom: topic.for, goods: topic.c?.startsWith('ws-goods') ?? false };
  }
}
