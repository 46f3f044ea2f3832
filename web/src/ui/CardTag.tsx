import { StateTag } from './StateTag.tsx';

const LOOKS: Record<string, [kind: string, words: string]> = {
  notice: ['waiting', '督办'],
  yellow: ['yellow_card', '黄牌督办'],
  red: ['red_card', '红牌督办'],
};

/** A supervision card as mark and word; nothing where there is none. `words` say it in full. */
export function CardTag({ level, words }: { level: string | null | undefined; words?: string }) {
  const look = LOOKS[level ?? ''];
  return look ? <StateTag kind={look[0]}>{words ?? look[1]}</StateTag> : null;
}
