import { sql } from 'kysely';
import type { SubjectTable } from '../source/index.ts';
import { changeSeveral, checkedPlace, takeBackSeveral } from './commands.table.ts';
import { rightsOf } from './policy.ts';
import { placeColumns, placeReach, readPlaces } from './queries.table.ts';
import { type Subject, subjects, WORDS } from './rules.ts';

const tableOf = (subject: Subject): SubjectTable => ({
  ...{ subject, name: WORDS[subject], title: subject === 'vehicle' ? 'plate' : 'name' },
  ...{ view: rightsOf(subject).view, edit: rightsOf(subject).edit, from: sql`place_everything p` },
  columns: (runtime) => placeColumns(runtime, subject),
  reach: (runtime, actor, area) => placeReach(subject, runtime, actor, area),
  read: (ctx, ids) => readPlaces(ctx, subject, ids),
  check: (runtime, raw) => checkedPlace(runtime, subject, raw),
  change: (ctx, rows, raw) => changeSeveral(ctx, subject, rows, raw),
  takeBack: takeBackSeveral,
});

/** 单位、场所设施、部件、车辆、案（事）件台账. */
export const placeTables: readonly SubjectTable[] = subjects.map(tableOf);
