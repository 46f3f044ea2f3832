import { type Draw, drawer, type Random } from './draw.ts';

// Millions of people of each surname: the first twenty as the statistics office told of 2010, the others by their order in
// the reports of the Ministry of Public Security (全国姓名报告); the hundred most frequent hold 85.9 % of all.
const FIRST: [string, number][] = Object.entries({
  王: 94.7,
  李: 92.8,
  张: 85.5,
  刘: 68.8,
  陈: 56.7,
  杨: 39.6,
  黄: 28.8,
  赵: 27,
  周: 25.1,
  吴: 23.8,
  徐: 19,
  孙: 18.6,
  马: 17.9,
  胡: 15.5,
  朱: 15.2,
  郭: 14.6,
  何: 14.1,
  罗: 13.4,
  高: 13,
  林: 12.8,
});
const NEXT = [
  ...'郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由',
];
const DOUBLE = ['欧阳', '上官', '司马', '诸葛', '东方', '皇甫', '尉迟', '公孙', '令狐', '夏侯'];
const SURNAMES: Draw<string> = drawer([
  ...FIRST,
  ...NEXT.map((name, i): [string, number] => [name, 12.5 / (1 + i / 16) ** 1.35]),
  ...DOUBLE.map((name, i): [string, number] => [name, i === 0 ? 1.1 : 0.08]),
]);

interface Era {
  /** Born before this year. */
  before: number;
  /** How many have one character only. */
  single: number;
  male: string;
  female: string;
}

// Characters of given names, the most frequent first, by when a child was named.
const ERAS: Era[] = [
  {
    before: 1950,
    single: 0.08,
    male: '国德明文华玉清志金永生成长福荣春林正良大光世忠贵宝海有祥万学树庆元振云发山家启全顺富昌兴',
    female: '秀英兰珍玉桂凤素芳淑芝莲花梅香翠琴云菊春金荣美贞爱巧月仙彩娥银细腊传清惠华珠玲娣',
  },
  {
    before: 1970,
    single: 0.2,
    male: '国建华明平军文志德永强生林新民勇红伟胜利卫东忠春祥清荣学庆光成杰金元良保家兴正安江斌',
    female: '英秀兰珍桂玉华芳红梅凤萍丽玲琴霞香爱莲桃淑珠翠荣敏云菊艳美蓉燕春金华琼慧先立群珊',
  },
  {
    before: 1985,
    single: 0.32,
    male: '军勇伟强刚波涛斌辉杰磊华明平建文志峰鹏红兵飞俊海林超东云亮松成春国祥林洪永龙少小胜',
    female: '丽芳艳敏燕霞红静玲梅娟萍英琴慧华莉娜春秀荣琼兰蓉晓凤小云利群洁雪芬丹晶玉华倩红菊',
  },
  {
    before: 2000,
    single: 0.34,
    male: '伟杰鹏超浩磊涛强勇俊波飞文龙凯亮辉明宇斌峰佳志成旭晨洋阳海俊康建威帆林天恒少东宏诚',
    female: '婷静丽雪敏倩娟丹艳娜燕玲佳慧莹琳芳萍洁颖梦晓悦雯欣思璐瑶蓉玉文怡雅琴佩嘉诗琪薇霞晶',
  },
  {
    before: 9999,
    single: 0.08,
    male: '子宇浩轩涵泽睿博文俊梓杰瑞辰晨航铭然昊天佳明宸皓逸嘉煜雨思翔豪鑫成承毅凯乐奕恒旭霖启',
    female: '子涵欣梓怡诗萱雨婷佳语汐琪悦思雅馨妍嘉彤瑶可心一诺依晨艺静宸若雪菲晗熙婉淇昕玥灵琳芸',
  },
];
const drawers = ERAS.map(({ before, single, male, female }) => ({
  before,
  single,
  male: ranked(male),
  female: ranked(female),
}));

/** The k-th of a list is met as often as 1 / (k + 7). */
function ranked(letters: string): Draw<string> {
  return drawer([...letters].map((letter, i) => [letter, 1 / (i + 8)]));
}

export const surname = (random: Random): string => SURNAMES(random);

/** A given name of somebody born in that year; one in forty of two characters says one twice (婷婷). */
export function givenName(random: Random, sex: 'male' | 'female', year: number): string {
  const era = drawers.find(({ before }) => year < before)!;
  const first = era[sex](random);
  if (random() < era.single) return first;
  return first + (sex === 'female' && random() < 0.05 ? first : era[sex](random));
}
