import type { Point } from '../../api/types.ts';

/** Where the phone is, if it says so within ten seconds. */
export const whereAmI = () =>
  new Promise<Point | undefined>((done) => {
    if (!navigator.geolocation) return done(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done({ lng: coords.longitude, lat: coords.latitude }),
      () => done(undefined),
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 },
    );
  });
