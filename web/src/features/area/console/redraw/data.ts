import type { Feature, FeatureCollection, Geometry } from 'geojson';
import { api } from '../../../../api/client.ts';
import type { operations } from '../../../../api/schema.d.ts';
import type { Answer } from '../../../../api/types.ts';

export type SplitPreview = Answer<'previewSplit'>;
export type MergePreview = Answer<'previewMerge'>;
export type Use = SplitPreview['uses'][number];
export type Redrawn = Answer<'redrawAreas'>;
export type RedrawBody = operations['redrawAreas']['requestBody']['content']['application/json'];
export type Pair = [number, number];

export const previewSplit = (id: string, line: Pair[]) =>
  api.post<SplitPreview>(`/api/areas/${id}/split-preview`, { line });
export const previewMerge = (id: string, others: string[]) =>
  api.post<MergePreview>(`/api/areas/${id}/merge-preview`, { with: others });
export const redraw = (body: RedrawBody) => api.post<Redrawn>('/api/areas/versions', body);

/** Square metres as the field says sizes of grids. */
export const hectares = (m2: number): string => `${(m2 / 10_000).toFixed(2)} 公顷`;

/** How a shape is drawn: `keep` in blue stays under the old code, `new` in green gets one of its own. */
export interface Shape {
  geometry: unknown;
  look: 'keep' | 'new';
}

export const shapesOf = (shapes: readonly Shape[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: shapes.map(({ geometry, look }) => ({
    type: 'Feature',
    properties: { look },
    geometry: geometry as Geometry,
  })),
});

/** The line so far: its points, and from two on the line between them. */
export function lineOf(points: readonly Pair[]): FeatureCollection {
  const marks = points.map(
    (coordinates): Feature => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } }),
  );
  const drawn: Feature = {
    type: 'Feature',
    properties: {},
    geometry: { type: 'LineString', coordinates: [...points] },
  };
  return { type: 'FeatureCollection', features: points.length > 1 ? [drawn, ...marks] : marks };
}
