import { sql } from 'kysely';
import type { SubjectTable } from '../source/index.ts';
import { changeSeveral, checkHouseValues, takeBackSeveral } from './commands.table.ts';
import { EDIT, VIEW } from './policy.ts';
import { houseColumns, houseReach, readHouses } from './queries.table.ts';

/** 房屋台账: houses in use, by what the registry keeps of them, where they stand and how they are lived in. */
export const houseTable: SubjectTable = {
  ...{ subject: 'house', name: '房屋', title: 'address', view: VIEW, edit: EDIT },
  from: sql`housing_house p`,
  ...{ columns: houseColumns, reach: houseReach, read: readHouses },
  ...{ check: checkHouseValues, change: changeSeveral, takeBack: takeBackSeveral },
};
