/**
 * China's people by age in five years, in thousands, from under five to a hundred and over: census of 1 November 2020
 * (中国人口普查年鉴2020, 表3-1).
 */
export const AGES = {
  male: [
    40969, 48017, 45607, 39053, 39676, 48162, 63872, 50932, 47633, 58192, 61105, 50816, 36871, 36338, 24160,
    14752, 9106, 4444, 1349, 275, 35,
  ],
  female: [
    36915, 42227, 39649, 33631, 35266, 43685, 60273, 48081, 45323, 56033, 60059, 50585, 36512, 37668, 25430,
    16486, 11277, 6384, 2303, 540, 83,
  ],
};

/** Family households by how many live in them, one to eight, per cent: the same census (表5-1); larger ones are counted with eight. */
export const HOUSEHOLDS = [25.39, 29.68, 20.99, 13.17, 6.17, 3.07, 0.81, 0.72];

/** Per cent of the people by nation, names of GB/T 3304: a city of Hubei. */
export const NATIONS: [string, number][] = [
  ['汉族', 95.2],
  ['土家族', 3.1],
  ['回族', 0.5],
  ['苗族', 0.4],
  ['满族', 0.3],
  ['侗族', 0.2],
  ['壮族', 0.2],
  ['蒙古族', 0.1],
];

/**
 * What dwellings are, per cent: two in three belong to those who live there and one in five is let, as the census counts in cities;
 * one in seven is empty, as surveys of cities of this size estimate.
 */
export const USES = { own: 65, let: 21, empty: 14 };
/** Which share of what lies on the ground is no dwelling. */
export const SHOPS = 0.3;
