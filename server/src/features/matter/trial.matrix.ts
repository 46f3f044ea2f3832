import type { DocumentTrial, TrialDifference } from '../../platform/documents.ts';
import type { Runtime } from '../../platform/runtime.ts';
import { type UnitRegistry, unitRegistry } from '../account/index.ts';
import { areaTree } from '../area/index.ts';
import { type Responsibility, registry } from './registry.ts';
import { type Suggestion, suggestUnits } from './rules.suggest.ts';
import { aboutMatter, mattersOf } from './trial.matters.ts';

const BATCH = 500;
const ROLES: Record<Suggestion['role'], string> = { main: '主办', co: '协办', inform: '知会' };

const inWords = (found: readonly Suggestion[], units: UnitRegistry): string =>
  found.map(({ unit, role }) => `${ROLES[role]} ${units.get(unit)?.name ?? ''}`).join('、') ||
  '没有建议，由指挥中心决定';

const mainOf = (found: readonly Suggestion[]): string | undefined =>
  found.find(({ role }) => role === 'main')?.unit;

/** The units that a drafted matrix would have proposed for the matters of a period, beside those that the one in force proposes for them. */
export const matrixTrial = (
  drafted: (runtime: Runtime, text: string) => Promise<Responsibility[]>,
): DocumentTrial => ({
  words: { tried: '件', different: '件的建议单位会不同' },
  columns: ['事项数', '主办不同', '只有协办、知会不同', '草稿没有建议'],
  async *run(runtime, { text }, past) {
    const [types, areas, units, responsibilities] = await Promise.all([
      registry(runtime),
      areaTree(runtime),
      unitRegistry(runtime),
      drafted(runtime, text),
    ]);
    const lines = new Map<string, [tried: number, main: number, others: number, none: number]>();
    for await (const batch of mattersOf(runtime.db, past, BATCH)) {
      const differences: TrialDifference[] = [];
      for (const matter of batch) {
        const line = lines.get(matter.type_code) ?? [0, 0, 0, 0];
        lines.set(matter.type_code, line);
        const [does, would] = [types, { ...types, responsibilities }].map((by) =>
          suggestUnits({ types: by, areas, units }, matter),
        );
        line[0] += 1;
        if (would!.length === 0) line[3] += 1;
        const [before, after] = [inWords(does!, units), inWords(would!, units)];
        if (before === after) continue;
        line[mainOf(does!) === mainOf(would!) ? 2 : 1] += 1;
        differences.push({
          line: matter.type_code,
          subject: matter.id,
          at: matter.created_at,
          about: aboutMatter(matter, types, areas),
          before,
          after,
        });
      }
      yield { tried: batch.length, at: batch.at(-1)!.created_at, differences };
    }
    return [...lines].map(([code, cells]) => ({ code, name: types.types.get(code)?.name ?? code, cells }));
  },
});
