import { sql } from 'kysely';
import type { Subscriber } from '../../platform/subscribers.ts';

/**
 * What waits goes with its building into another grid, and what is asked about a person with the person: whoever works there now finds it.
 */
export const placeFollower: Subscriber = {
  name: 'registration.places',
  wants: (kind) => kind === 'building.placed' || kind === 'building.changed' || kind === 'person.changed',
  async handle(ctx, events) {
    const subjects = [...new Set(events.map(({ subject }) => subject))];
    await sql`
      update registration r set area_id = b.area_id from housing_building b
      where r.building_id = any (${subjects}::uuid[]) and r.state = 'waiting' and b.id = r.building_id and b.area_id <> r.area_id`.execute(
      ctx.db,
    );
    await sql`
      update registration r set area_id = p.area_id from resident_person p
      where r.person_id = any (${subjects}::uuid[]) and r.state = 'waiting' and p.id = r.person_id and p.area_id <> r.area_id`.execute(
      ctx.db,
    );
  },
};
