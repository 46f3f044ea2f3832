import { isDay } from '../../platform/day.ts';

/**
 * Numbers that a standard gives a check to. Pure: nothing is looked up, and `today` is told. What is surely wrong is a
 * problem; what is only strange (a region that no list knows, an age over 130) is a warning and never refuses anybody.
 */
export interface Checked {
  ok: boolean;
  /** As it is kept: without spaces, full-width characters and dashes, letters in capitals. The text as typed when not ok. */
  value: string;
  /** What is wrong, in the users' words. */
  problem?: string;
  /** What should be looked at again, though it is accepted. */
  warning?: string;
  /** GB/T 2261.1: 1 male, 2 female. */
  sex?: '1' | '2';
  /** YYYY-MM-DD */
  birth?: string;
}

const wrong = (value: string, problem: string): Checked => ({ ok: false, value, problem });
const right = (value: string, warning?: string): Checked => ({
  ok: true,
  value,
  ...(warning && { warning }),
});

/** Without blanks, full-width forms made plain, letters in capitals. */
const plain = (text: string): string => text.normalize('NFKC').replace(/\s/g, '').toUpperCase();

const SCIENTIFIC = /^\d(\.\d+)?E\+?\d+$/;
const LOST = '已被表格软件改成科学计数法，末几位已丢失；请把该列设为“文本”格式后重新填写。';

/** Weighted sum modulo `modulus` of the characters, by their place in `alphabet`. */
function weigh(text: string, weights: readonly number[], alphabet: string, modulus: number): number {
  let sum = 0;
  for (let at = 0; at < weights.length; at += 1) sum += weights[at]! * alphabet.indexOf(text.charAt(at));
  return sum % modulus;
}

const DIGITS = '0123456789';
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const ID_CHECKS = '10X98765432';

/** The check character of the first 17 digits of a citizen ID (GB 11643-1999). */
export const citizenCheck = (digits: string): string =>
  ID_CHECKS.charAt(weigh(digits, ID_WEIGHTS, DIGITS, 11));

/** GB/T 2260: provinces, and 81–83 of residents of Hong Kong, Macao and Taiwan; 9 begins the cards of foreign residents. */
const PROVINCES = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);

/**
 * True for a prefix that the rules of GB/T 2260 can have given at some time: cities are 01–20 and 51–70, prefectures 21–50, counties
 * directly under a province 90. Single codes come and go, and a card keeps the one of its year, so no list is asked.
 */
const everGiven = (prefix: string): boolean => {
  if (prefix.startsWith('9')) return true;
  const city = Number(prefix.slice(2, 4));
  return PROVINCES.has(prefix.slice(0, 2)) && (city <= 70 || city === 90);
};

/**
 * Shape, date and check character of a citizen ID; `today` (YYYY-MM-DD) for births still to come. `here`: whether a prefix is that of a region
 * that the city itself has, which is known whatever the rules of GB/T 2260 say.
 */
export function citizenId(
  text: string,
  today: string,
  here: (prefix: string) => boolean = () => false,
): Checked {
  const value = plain(text);
  if (SCIENTIFIC.test(value)) return wrong(text, `身份证号${LOST}`);
  if (/^\d{15}$/.test(value)) return wrong(text, '这是 15 位旧号码，请核对后填写 18 位公民身份号码。');
  if (!/^\d{17}[\dX]$/.test(value)) {
    const told = value.length === 18 ? '只能是数字，末位可以是 X' : `应为 18 位，现为 ${value.length} 位`;
    return wrong(text, `身份证号${told}。`);
  }
  const birth = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`;
  if (!isDay(birth) || birth < '1800') return wrong(text, `身份证号中的出生日期 ${birth} 不存在。`);
  if (birth > today) return wrong(text, `身份证号中的出生日期 ${birth} 晚于今天。`);
  if (value.charAt(17) !== citizenCheck(value))
    return wrong(text, '身份证号的末位校验码不对，请逐位核对，多为抄错或顺序颠倒一位。');
  const sex = Number(value.charAt(16)) % 2 === 1 ? '1' : '2';
  return { ...right(value, idWarning(value, birth, today, here)), sex, birth };
}

function idWarning(
  value: string,
  birth: string,
  today: string,
  here: (prefix: string) => boolean,
): string | undefined {
  if (!everGiven(value) && !here(value.slice(0, 6)))
    return `身份证号前六位 ${value.slice(0, 6)} 不是已知的行政区划，请核对。`;
  if (Number(today.slice(0, 4)) - Number(birth.slice(0, 4)) > 130)
    return '按身份证号年龄超过 130 岁，请核对。';
  return undefined;
}

const CREDIT = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/** The check character of the first 17 characters of a unified social credit code (GB 32100-2015). */
export const creditCheck = (text: string): string =>
  CREDIT.charAt((31 - weigh(text, CREDIT_WEIGHTS, CREDIT, 31)) % 31);

/** Shape and check character of a unified social credit code. */
export function creditCode(text: string): Checked {
  const value = plain(text).replaceAll('-', '');
  if (SCIENTIFIC.test(value)) return wrong(text, `统一社会信用代码${LOST}`);
  if (value.length !== 18) return wrong(text, `统一社会信用代码应为 18 位，现为 ${value.length} 位。`);
  const strange = [...value].find((each) => !CREDIT.includes(each));
  if (strange) return wrong(text, `统一社会信用代码中不会有“${strange}”（不用 I、O、S、V、Z）。`);
  if (value.charAt(17) !== creditCheck(value))
    return wrong(text, '统一社会信用代码的末位校验码不对，请核对。');
  return right(value);
}

const ORGANISATION = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The check character of the first 8 characters of an organisation code (GB 11714-1997). */
export function organisationCheck(text: string): string {
  const check = (11 - weigh(text, ORGANISATION_WEIGHTS, ORGANISATION, 11)) % 11;
  return check === 10 ? 'X' : String(check);
}

/** Shape and check character of an organisation code, kept without its dash. */
export function organisationCode(text: string): Checked {
  const value = plain(text).replaceAll('-', '');
  if (!/^[0-9A-Z]{8}[0-9X]$/.test(value))
    return wrong(text, '组织机构代码应为 8 位数字或字母加 1 位校验码。');
  if (value.charAt(8) !== organisationCheck(value))
    return wrong(text, '组织机构代码的末位校验码不对，请核对。');
  return right(value);
}

const PLACES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
/** GA 36-2018: no I and no O in the number; the eight-character ones of new-energy vehicles carry their letter first or last. */
const PLATES = [
  new RegExp(`^[${PLACES}][A-HJ-Z][A-HJ-NP-Z0-9]{5}$`),
  new RegExp(`^[${PLACES}][A-HJ-Z]([A-HJK][A-HJ-NP-Z0-9]\\d{4}|\\d{5}[A-HJK])$`),
  new RegExp(`^[${PLACES}][A-HJ-Z][A-HJ-NP-Z0-9]{4}[警学挂港澳领试超]$`),
  /^使\d{6}$/,
  /^\d{6}使$/,
  new RegExp(`^WJ[${PLACES}]?[0-9A-Z]{5}$`),
  /^[A-Z]{2}\d{5}$/,
];

/** Shape of a number plate, kept without dots and dashes. */
export function plate(text: string): Checked {
  const value = plain(text).replace(/[·•.．・-]/g, '');
  if (PLATES.some((shape) => shape.test(value))) return right(value);
  return wrong(text, '车牌号不合规则：应如 鄂A12345，新能源如 鄂AD12345（号码中不用字母 I、O）。');
}

/** 400 and 800, 110 and 122, 10086 and 12345, 95588: whom one calls, and nobody's own. */
const SERVICE = /^(400|800)\d{7}$|^(11\d|12[0-2]|1[0-2]\d{2,3}|9\d{4,5})$/;
const FIXED = /^(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})$/;
/** A fixed line without its area code. */
const LOCAL = /^[2-8]\d{6,7}$/;
const EXTENSION = /^(.*\d{7,8})(?:-|转|EXT\.?|#)(\d{1,6})$/;
const SHAPE = '电话号码不对：手机为 11 位，固定电话请带区号，如 027-87654321。';

/** `phone` of somebody's own: a service number is nobody's. */
export function ownPhone(text: string): Checked {
  const checked = phone(text);
  return checked.ok && SERVICE.test(checked.value)
    ? wrong(text, '这是服务号码，不是个人的电话；请填写手机或带区号的固定电话。')
    : checked;
}

const inland = (text: string): string => text.replace(/^(\+|00)86/, '').replace(/[-()]/g, '');

/** A fixed line with its extension as it is kept; null for what is none, and for what would be read as a service number. */
function fixedLine(line: string, extension = ''): Checked | null {
  const [, area, number] = FIXED.exec(line) ?? [];
  if (area) return right([area, number, extension].filter(Boolean).join('-'));
  if (!LOCAL.test(line) || SERVICE.test(line + extension)) return null;
  return right([line, extension].filter(Boolean).join('-'), '固定电话没有区号，请核对。');
}

/**
 * Shape of a mobile or fixed phone: mobiles as 11 digits, fixed ones as `027-87654321`, with an extension `027-87654321-801`. A dash behind a
 * whole line begins its extension (`6212345-8`), one behind anything else only groups the digits (`0278765-4321`).
 */
export function phone(text: string): Checked {
  const value = plain(text);
  if (SCIENTIFIC.test(value)) return wrong(text, `电话号码${LOST}`);
  const digits = inland(value);
  if (/^1[3-9]\d{9}$/.test(digits) || SERVICE.test(digits)) return right(digits);
  const [, line, extension] = EXTENSION.exec(value) ?? [];
  const fixed = (line && fixedLine(inland(line), extension)) || fixedLine(digits);
  if (fixed) return fixed;
  if (/[,、;/]/.test(value) || digits.length > 14)
    return wrong(text, '一格里只能填一个号码，其余号码请填到备用电话。');
  return wrong(text, SHAPE);
}
