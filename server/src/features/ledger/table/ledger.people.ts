import { sql } from 'kysely';
import type { Actor } from '../../../platform/access.ts';
import { dayOf } from '../../../platform/day.ts';
import { badFields } from '../../../platform/errors.ts';
import type { Runtime } from '../../../platform/runtime.ts';
import { areaTree } from '../../area/index.ts';
import { type RegistryItem, registryItems } from '../../dictionary/index.ts';
import {
  changeAll,
  checkPersonValues,
  EDIT_RESIDENTS,
  reachOf,
  strangeAmong,
  takeBackAll,
  VIEW_RESIDENTS,
} from '../../resident/index.ts';
import type { Values } from '../../source/index.ts';
import { formPeople } from '../people.ts';
import { askedRule } from '../segment/asked.ts';
import { peopleAsked } from '../segment/compute.ts';
import { AREA_COLUMNS, computedColumn } from './columns.ts';
import type { Chosen, Column, Ledger, Read, Rows } from './ledger.ts';

const OF_HOME = 'calc.estate calc.building calc.room calc.address calc.household_size'.split(' ');
const COMPUTED = [...computedColumn('calc.age'), ...AREA_COLUMNS, ...OF_HOME.flatMap(computedColumn)];

const fromItem = ({ code, name, type, dictionary, fence, mask }: RegistryItem): Column => ({
  ...{ code, name, type, dictionary: dictionary ?? null, choices: null, always: false, askable: false },
  // Sealed values are changed on the person's own page, where they can be seen.
  editable: fence === 'open' && mask !== 'all',
  groupable: dictionary !== undefined && fence === 'open' && mask === undefined,
});

/** What is worked out of home and age, and every item that belongs to no sensitive group. */
async function columns(runtime: Runtime): Promise<Column[]> {
  const items = (await registryItems(runtime)).of('person').filter((item) => !item.group);
  const [name, ...rest] = items.map(fromItem);
  return name ? [name, ...COMPUTED, ...rest] : COMPUTED;
}

async function rows(runtime: Runtime, actor: Actor, { rule, area }: Chosen, by?: string): Promise<Rows> {
  const areas = await areaTree(runtime);
  const compiled = await askedRule(runtime, actor, rule?.trim() || 'true');
  const placed = peopleAsked(compiled, dayOf(runtime.clock.now()), { areas: reachOf(actor, areas, area) });
  return { placed, unplaced: null, by: by ? sql`p.items->>${sql.lit(by)}` : null };
}

async function read(runtime: Runtime, actor: Actor, ids: readonly string[], asked: Read) {
  const computed = asked.columns.map(({ code }) => code);
  const items = computed.filter((code) => !code.startsWith('calc.'));
  const { purpose } = asked;
  return formPeople(runtime, actor, ids, { items, computed, ...(purpose && { purpose }) });
}

async function check(runtime: Runtime, raw: Values): Promise<Values> {
  const { values, faults } = await checkPersonValues(runtime, raw, dayOf(runtime.clock.now()));
  if (faults.length > 0) throw badFields(faults.map((fault) => ({ ...fault, path: `values.${fault.path}` })));
  return values;
}

/** 人员台账. */
export const peopleLedger: Ledger = {
  ...{ subject: 'person', name: '人员', title: 'name', view: VIEW_RESIDENTS, edit: EDIT_RESIDENTS },
  ...{ columns, rows, read, check, strange: strangeAmong, change: changeAll },
  takeBack: takeBackAll,
};
