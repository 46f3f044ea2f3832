import { type PhotoItem, refuseFile } from '../usePhotos.ts';

/**
 * Waits for photos on their way while there is signal; those that could not travel go along with the request itself, now or
 * later. `now` reads the photos as they are at each look. Ones that can never be sent are left out.
 */
export async function settlePhotos(now: () => PhotoItem[]): Promise<{ ids: string[]; files: File[] }> {
  const travelling = () => now().some((photo) => !photo.stored && !photo.error);
  while (navigator.onLine && travelling()) await new Promise((resolve) => setTimeout(resolve, 100));
  const usable = now().filter((photo) => !refuseFile(photo.file));
  return {
    ids: usable.flatMap((photo) => photo.stored?.id ?? []),
    files: usable.filter((photo) => !photo.stored).map((photo) => photo.file),
  };
}
