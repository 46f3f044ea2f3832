import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { DemoArea } from '../../../packs/demo/areas.ts';
import { DEMO_PACK } from './folder.ts';

/** organisations.yaml as it stands; its head explains the fields. */
export interface UnitTemplate {
  code: string;
  kind: string;
  name: string;
  area: { level: string; each?: boolean; from?: number; to?: number };
  parent: string | null;
  centre?: boolean;
  staff: { role: string; count: number; per?: 'grid'; also?: string[] }[];
}
export interface AccountTemplate {
  username: string;
  name: string;
  role: string;
  unit: string | null;
  at: number[];
}

export interface PlannedUnit {
  template: UnitTemplate;
  code: string;
  name: string;
  /** What the program's structure knows: centre, property, hotline, utility, department. */
  kind: string;
  /** What the responsibility matrix looks for. */
  specialty: string;
  area: string;
  parent: string | null;
}

export async function readOrganisations(): Promise<{ units: UnitTemplate[]; accounts: AccountTemplate[] }> {
  return parse(await readFile(new URL('organisations.yaml', DEMO_PACK), 'utf8'));
}

const UTILITIES = ['municipal-water', 'gas', 'heating', 'power', 'telecom', 'transit'];

/** The tree of the demo's areas by code, as the planning of units needs it. */
export class AreaBook {
  readonly areas: readonly DemoArea[];
  readonly #byCode: Map<string, DemoArea>;

  constructor(areas: readonly DemoArea[]) {
    this.areas = areas;
    this.#byCode = new Map(areas.map((area) => [area.code, area]));
  }

  get(code: string): DemoArea {
    return this.#byCode.get(code)!;
  }

  /** Areas of a level in the order of their codes. */
  ofLevel(level: string): DemoArea[] {
    return this.areas.filter((area) => area.level === level).sort((a, b) => (a.code < b.code ? -1 : 1));
  }

  /** The code itself and those above it. */
  upwards(code: string): string[] {
    const codes: string[] = [];
    for (let at: string | null = code; at; at = this.#byCode.get(at)?.parentCode ?? null) codes.push(at);
    return codes;
  }

  within(code: string, top: string): boolean {
    return this.upwards(code).includes(top);
  }

  /** `[1, 2]`: the second street of the first district; `[]` the city. */
  at(position: readonly number[]): string {
    let code = this.ofLevel('city')[0]!.code;
    for (const n of position) {
      const below = this.areas.filter((area) => area.parentCode === code);
      code = below.sort((a, b) => (a.code < b.code ? -1 : 1))[n - 1]!.code;
    }
    return code;
  }

  /** The smallest area that contains them all. */
  common(codes: readonly string[]): string {
    return this.upwards(codes[0]!).find((top) => codes.every((code) => this.within(code, top)))!;
  }
}

function kindOf(template: UnitTemplate): string {
  if (template.centre) return 'centre';
  if (template.kind === 'hotline') return 'hotline';
  return UTILITIES.includes(template.kind) ? 'utility' : 'department';
}

function parentOf(template: UnitTemplate, area: string, book: AreaBook, units: PlannedUnit[]): string | null {
  const above = units.filter((unit) => unit.template.code === template.parent);
  return above.find((unit) => book.within(area, unit.area))?.code ?? null;
}

/** A company that serves several communities has one office in each: a unit answers for exactly one area. */
function company(template: UnitTemplate, book: AreaBook, units: PlannedUnit[]): PlannedUnit[] {
  const { level, from = 1, to } = template.area;
  const served = book.ofLevel(level).slice(from - 1, to);
  if (served.length === 0) return [];
  const area = book.common(served.map(({ code }) => code));
  const parent = parentOf(template, area, book, units);
  const { code, name } = template;
  const head: PlannedUnit = {
    template,
    code,
    name,
    kind: 'department',
    specialty: 'property-company',
    area,
    parent,
  };
  const offices = served.map((one) => ({
    ...head,
    code: `${code}-${one.code}`,
    name: `${name.replace(/服务公司$/, '')}${one.name.replace(/社区$/, '')}服务处`,
    kind: 'property',
    specialty: template.kind,
    area: one.code,
    parent: code,
  }));
  return [head, ...offices];
}

function instances(template: UnitTemplate, book: AreaBook, units: PlannedUnit[]): PlannedUnit[] {
  const { level, each, from } = template.area;
  if (from !== undefined) return company(template, book, units);
  const areas = book.ofLevel(level);
  return (each ? areas : areas.slice(0, 1)).map((area) => ({
    template,
    code: each ? `${template.code}-${area.code}` : template.code,
    name: template.name.replace('{area}', area.name),
    kind: kindOf(template),
    specialty: template.kind,
    area: area.code,
    parent: parentOf(template, area.code, book, units),
  }));
}

/** All units of the city, each after its parent. */
export function planUnits(templates: readonly UnitTemplate[], book: AreaBook): PlannedUnit[] {
  const units: PlannedUnit[] = [];
  for (const template of templates) units.push(...instances(template, book, units));
  return units;
}
