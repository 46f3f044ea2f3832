/** Where the migrations are. */
export const MIGRATIONS = new URL('../../../migrations/', import.meta.url);
