import type { DemoCity } from '../../../packs/demo/city.ts';
import {
  type BaseFeature,
  changeAreas,
  importAreas,
  importBaseMap,
  importPlaces,
  publishBoundaries,
  saveClusters,
} from '../features/area/index.ts';
import { SYSTEM } from '../platform/access.ts';
import type { Runtime } from '../platform/runtime.ts';

const polygon = (ring: unknown) => ({ type: 'Polygon', coordinates: [ring] });

function baseMap(city: DemoCity): BaseFeature[] {
  return [
    ...city.roads.map(
      ({ name, class: kind, line }): BaseFeature => ({
        kind: 'road',
        class: kind,
        name,
        geometry: { type: 'LineString', coordinates: line },
      }),
    ),
    ...city.water.map(
      ({ name, kind, ring }): BaseFeature => ({
        kind: 'water',
        class: kind,
        name,
        geometry: polygon(ring),
      }),
    ),
    ...city.parks.map(
      ({ name, kind, ring }): BaseFeature => ({
        kind: 'park',
        class: kind,
        name,
        geometry: polygon(ring),
      }),
    ),
    ...city.buildings.map(
      ({ name, use, outline }): BaseFeature => ({
        kind: 'building',
        class: use,
        name,
        geometry: polygon(outline),
      }),
    ),
  ];
}

const places = (city: DemoCity) => [
  ...city.compounds.map(({ name, address, code, point: [lng, lat] }) => ({
    name,
    address,
    kind: 'compound',
    code,
    lng,
    lat,
  })),
  ...city.buildings.map(({ name, address, code, lng, lat }) => ({
    name,
    address,
    kind: 'building',
    code,
    lng,
    lat,
  })),
];

/** Puts the fictional city on the map: divisions and grids with version 1 of their boundaries, clusters, places, base map. */
export async function loadAreas(runtime: Runtime, city: DemoCity): Promise<void> {
  await changeAreas(runtime, SYSTEM, async (ctx) => {
    await importAreas(
      ctx,
      city.areas.map(({ code, name, level, parentCode, kind }) => ({
        code,
        name,
        level,
        parent: parentCode,
        kind,
      })),
    );
    const boundaries = city.areas.map(({ code, boundary }) => ({ code, geometry: boundary }));
    await publishBoundaries(ctx, {
      note: '示例城市初始边界',
      boundaries: boundaries.filter(({ geometry }) => geometry !== null),
    });
    await saveClusters(ctx, city.clusters);
    await importPlaces(ctx, places(city));
    await importBaseMap(ctx, baseMap(city));
  });
}
