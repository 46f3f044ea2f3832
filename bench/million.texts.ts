import { seededRandom } from '../server/src/features/area/sample.ts';
import { wordsOf } from '../server/src/platform/words.ts';

/** Said in so many of a hundred calls; the first is the common word of the search benchmark. */
const COMMON: [string, number][] = [
  ['垃圾', 30],
  ['小区', 25],
  ['噪音', 12],
  ['停车', 12],
  ['路灯', 6],
  ['井盖', 4],
  ['漏水', 4],
  ['电梯', 3],
  ['占道经营', 3],
  ['施工', 3],
  ['流浪狗', 1],
  ['消防通道', 1],
];
// Any two characters side by side make a word of the index: as many different ones as a city's texts have.
const LETTERS = [
  ...'一二三四五六七八九十上下左右前后东西南北中大小多少高低长短新旧好坏快慢早晚今明昨年月日时分人口手足心水火木金土山石田土路街巷门窗楼房屋墙顶桥树花草河湖车站台桌椅灯管线网箱柜板砖沙灰尘烟气味声光电话表卡书报信纸笔画字文章句话语言说听看读写走跑跳站坐躺睡醒吃喝买卖送接请问答帮助谢对错真假有无是非',
];

const RARE = { a: '紫藤', b: '花架' };
/** The pair that only ten matters hold together, each half of it being in some two thousand. */
export const RARE_PAIR = `${RARE.a} ${RARE.b}`;
export const RARE_WORDS = RARE;
export const COMMON_WORD = COMMON[0]![0];
/** A name of the second district: one in fifty of its own calls, none elsewhere. */
export const ELSEWHERE_WORD = '雁荡';

function sentence(random: () => number): string {
  const picked = COMMON.filter(([, share]) => random() * 100 < share).map(([word]) => word);
  // Squared, so that some characters are met often and most seldom, as in a language.
  const letters = Array.from(
    { length: 18 + Math.floor(random() * 22) },
    () => LETTERS[Math.floor(random() ** 2 * LETTERS.length)]!,
  );
  for (const word of picked) letters.splice(Math.floor(random() * letters.length), 0, `，${word}，`);
  return letters
    .join('')
    .replaceAll('，，', '，')
    .replace(/^，|，$/g, '');
}

export interface Template {
  title: string;
  text: string;
  words: string[];
}

/** Texts with their words, the same for the same seed. */
export function templates(count: number, seed: number): Template[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const text = sentence(random);
    const title = text.slice(0, 14);
    return { title, text, words: wordsOf(title, text) };
  });
}
