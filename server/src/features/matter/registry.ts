import { sql } from 'kysely';
import { cacheOf } from '../../platform/cache.ts';
import type { Runtime } from '../../platform/runtime.ts';
import type { Limits, LimitUnit, MatterType } from '../workflow/index.ts';

/** A class of matters as the program knows it. */
export interface CategoryNode {
  code: string;
  scheme: string;
  schemeName: string | null;
  name: string;
  parentCode: string | null;
  kind: string;
  typeCode: string | null;
  offered: boolean;
  specialty: string | null;
  keywords: string[];
  conditions: Condition[];
  defaultCondition: string | null;
}

export interface Condition {
  code: string;
  register: string;
  close: string;
  limit: { value: number; unit: string };
  urgency?: string;
}

export interface Responsibility {
  type_code: string | null;
  category_code: string | null;
  area_id: string;
  unit_id: string;
  role: 'main' | 'co' | 'inform';
  priority: number;
}

/** Matter types, classes and the matrix of who answers: small, asked on every request, kept in memory. */
export interface Registry {
  types: ReadonlyMap<string, MatterType>;
  categories: ReadonlyMap<string, CategoryNode>;
  responsibilities: readonly Responsibility[];
}

const cache = cacheOf<Registry>(['matter.registry'], async (runtime) => {
  const types = await sql<{ code: string; spec: MatterType }>`
    select code, spec from matter_type where retired_at is null order by position`.execute(runtime.db);
  const categories = await sql<CategoryNode>`
    select code, scheme, scheme_name as "schemeName", name, parent_code as "parentCode", kind, type_code as "typeCode", offered, specialty, keywords, conditions,
      default_condition as "defaultCondition"
    from matter_category where retired_at is null order by position`.execute(runtime.db);
  const responsibilities = await sql<Responsibility>`
    select type_code, category_code, area_id, unit_id, role, priority from matter_responsibility`.execute(
    runtime.db,
  );
  return {
    types: new Map(types.rows.map((row) => [row.code, row.spec])),
    categories: new Map(categories.rows.map((row) => [row.code, row])),
    responsibilities: responsibilities.rows,
  };
});

export const registry = (runtime: Runtime): Promise<Registry> => cache.get(runtime);
export const forgetRegistry = (runtime: Runtime): void => cache.forget(runtime);

const UNITS: Record<string, LimitUnit> = {
  urgent_minute: 'm',
  urgent_hour: 'h',
  urgent_day: 'ud',
  work_hour: 'wh',
  work_day: 'wd',
  natural_hour: 'h',
  natural_day: 'd',
};

/** The limit of a class's condition (`4wh`); null when it has none. */
function categoryLimit(
  category: CategoryNode | undefined,
  conditionCode: string | null,
): Pick<Limits, 'category' | 'categoryUrgent'> {
  const wanted = conditionCode ?? category?.defaultCondition;
  const condition = category?.conditions.find((each) => each.code === wanted);
  if (!condition) return { category: null };
  const { limit, urgency } = condition;
  return { category: `${limit.value}${UNITS[limit.unit]}`, categoryUrgent: urgency === 'urgent' };
}

/** The limit of a class under a condition, else its usual one (`30m`); null when it has none. */
export const conditionLimit = (category: CategoryNode | undefined, condition: string | null): string | null =>
  categoryLimit(category, condition).category;

/** What the clocks of a matter are counted by: its class and condition, how urgent it is, and the level that has it. */
export const limitsOf = (
  { limits, adjust }: MatterType,
  category: CategoryNode | undefined,
  matter: {
    condition_code: string | null;
    priority: string;
    level: string | null;
    memory: { limits?: Record<string, string>; limits_by?: 'asked' };
  },
  calendar: Limits['calendar'],
): Limits => ({
  ...categoryLimit(category, matter.condition_code),
  type: limits,
  adjust,
  own: matter.memory.limits,
  ...(matter.memory.limits_by && { ownSource: matter.memory.limits_by }),
  urgency: matter.priority,
  level: matter.level,
  calendar,
});
