import { randomUUID } from 'node:crypto';
import type { Ask, askingCity } from '../matter/asking.sample.ts';

/** A place inside the west community, and one about two kilometres from it. */
export const SPOT = { lng: 114.405, lat: 30.405 };
export const FAR = { lng: 114.405, lat: 30.423 };

type City = Awaited<ReturnType<typeof askingCity>>;

/** Blows a whistle in the small city for water (lead), power and property. */
export async function sampleWhistle(city: City, who: Ask, more: object = {}) {
  const [water, power, property] = await Promise.all(['water', 'power', 'property'].map(city.unitOf));
  const answer = await who('POST', '/api/whistles', {
    client_id: randomUUID(),
    kind: 'wh-law',
    title: '夜市占道需要联合执法',
    text: '夜市占道经营，消防通道被堵，需要几个部门一起到场。',
    point: SPOT,
    departments: [
      { unit: water, role: 'main' },
      { unit: power, role: 'co' },
      { unit: property, role: 'co' },
    ],
    ...more,
  });
  return answer;
}
