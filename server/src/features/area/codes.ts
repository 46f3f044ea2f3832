/**
 * National division codes (GB/T 2260, GB/T 10114, the 12-digit statistical code) and the 15-character code of a
 * grid: community code + 3. Canonical length by level: 6, 6, 6, 9, 12, 15; zero-padded forms are accepted.
 * Levels are labels: a stated parent always wins over the one a code suggests (cities without districts).
 */
export const areaLevels = ['province', 'city', 'district', 'street', 'community', 'grid'] as const;
export type AreaLevel = (typeof areaLevels)[number];

export const areaLevelNames: Record<AreaLevel, string> = {
  province: '省',
  city: '市',
  district: '区(县)',
  street: '街道(乡镇)',
  community: '社区(村)',
  grid: '网格',
};

export type AreaCode = { code: string; level: AreaLevel };
export type CodeReading = { ok: true; value: AreaCode } | { ok: false; message: string; remedy: string };

const refuse = (message: string, remedy: string): CodeReading => ({ ok: false, message, remedy });
const accept = (code: string, level: AreaLevel): CodeReading => ({ ok: true, value: { code, level } });

/** Reads a code as typed or as a file carries it: canonical code and level, or what is wrong in Chinese. */
export function readAreaCode(text: string): CodeReading {
  const code = text.trim().toUpperCase();
  if (code === '') return refuse('编码为空', '请填写区划代码或网格编码');
  if (/^\d(\.\d+)?E\+?\d+$/.test(code))
    return refuse(`编码“${text}”已被表格软件改成科学计数法`, '请把该列设为“文本”格式后重新填写编码并导出');
  if (code.length === 15) return readGrid(code);
  if (!/^\d+$/.test(code)) return refuse(`编码“${text}”含有数字以外的字符`, '区划代码只能是数字');
  if (![2, 4, 6, 9, 12].includes(code.length))
    return refuse(
      `编码“${text}”有 ${code.length} 位`,
      '区划代码应为 2、4、6、9 或 12 位,网格编码应为 15 位;请检查是否丢失了末尾的 0 或多了空格',
    );
  if (code.startsWith('0')) return refuse(`编码“${text}”以 0 开头`, '省级代码从 11 开始,请核对');
  return readDivision(code.padEnd(12, '0'), text);
}

function readGrid(code: string): CodeReading {
  if (!/^[1-9]\d{11}[0-9A-Z]{3}$/.test(code) || code.slice(9, 12) === '000')
    return refuse(`网格编码“${code}”不正确`, '网格编码为 12 位社区代码加 3 位顺序号(数字或大写字母)');
  if (code.endsWith('000')) return refuse(`网格编码“${code}”的顺序号为 000`, '顺序号从 001 开始');
  return accept(code, 'grid');
}

function readDivision(full: string, text: string): CodeReading {
  if (full.slice(9) !== '000') {
    if (full.slice(6, 9) === '000')
      return refuse(`编码“${text}”有社区而没有街道`, '第 7 至 9 位应为街道(乡镇)代码');
    return accept(full, 'community');
  }
  if (full.slice(6, 9) !== '000') return accept(full.slice(0, 9), 'street');
  if (full.slice(4, 6) !== '00') return accept(full.slice(0, 6), 'district');
  return accept(full.slice(0, 6), full.slice(2, 4) === '00' ? 'province' : 'city');
}

/** Whether the text is a code in any accepted form. */
export function isAreaCode(text: string): boolean {
  return readAreaCode(text).ok;
}

/**
 * The parent that the code itself suggests, canonical; null for a province. A street whose district part is 00
 * (a city without districts) hangs under its city. Throws on text that is no code: read it first.
 */
export function suggestedParent(text: string): string | null {
  const reading = readAreaCode(text);
  if (!reading.ok) throw new TypeError(reading.message);
  const { code, level } = reading.value;
  if (level === 'province') return null;
  const short = { grid: 12, community: 9, street: 6, district: 4, city: 2 }[level];
  return code.slice(0, short).padEnd(Math.max(6, short), '0');
}

/** The parent of an area: the stated one if there is one, else the one the code suggests. */
export function parentCode(code: string, stated?: string | null): string | null {
  if (!stated?.trim()) return suggestedParent(code);
  const reading = readAreaCode(stated);
  if (!reading.ok) throw new TypeError(reading.message);
  return reading.value.code;
}
