/** Somebody came between what was looked up and what is written by it: to be done anew. */
export class Overtaken extends Error {}

/** A key that is taken, or a wait for each other: somebody else writes the same person or thing at this moment. */
const COLLISIONS = new Set(['23505', '40001', '40P01']);
const MOST_TRIES = 4;

/**
 * Does a whole transaction again when it collided with somebody: what was written meanwhile is then found to be there. What collides every
 * time is thrown.
 */
export async function anew<T>(work: () => Promise<T>, tries = MOST_TRIES): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const passes = error instanceof Overtaken || COLLISIONS.has((error as { code?: string }).code ?? '');
    if (tries <= 1 || !passes) throw error;
    return anew(work, tries - 1);
  }
}
