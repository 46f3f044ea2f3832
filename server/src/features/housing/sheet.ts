import { buildingSheet } from './sheet.building.ts';
import { estateSheet } from './sheet.estate.ts';
import { houseSheet } from './sheet.house.ts';

/** In the order in which a city hands them in: a building finds its estate, a house its building. */
export const housingSheets = [estateSheet, buildingSheet, houseSheet];
