import type { Page } from './console.doors.ts';

/** Pages that have no door of their own: one comes to them from a list. */
export const inner: { path: string; page: Page }[] = [
  { path: '/housing/buildings/:id', page: () => import('../features/housing/console/BuildingPage.tsx') },
  { path: '/housing/houses/:id', page: () => import('../features/housing/console/HousePage.tsx') },
  { path: '/housing/estates/:id', page: () => import('../features/housing/console/EstatePage.tsx') },
  { path: '/forms/:id', page: () => import('../features/ledger/console/FormPage.tsx') },
  { path: '/findings/:id', page: () => import('../features/finding/console/FindingPage.tsx') },
  { path: '/places/new', page: () => import('../features/place/console/FormPage.tsx') },
  { path: '/places/:id', page: () => import('../features/place/console/PlacePage.tsx') },
  { path: '/places/:id/edit', page: () => import('../features/place/console/FormPage.tsx') },
  { path: '/matters/:id', page: () => import('../features/matter/console/MatterPage.tsx') },
  { path: '/whistles/new', page: () => import('../features/whistle/console/BlowPage.tsx') },
  { path: '/whistles/:id', page: () => import('../features/whistle/console/WhistlePage.tsx') },
  { path: '/whistles/:id/dossier', page: () => import('../features/whistle/console/DossierPage.tsx') },
  { path: '/dictionaries/:code', page: () => import('../features/dictionary/console/ListPage.tsx') },
  { path: '/config/:kind/:code', page: () => import('../features/config/console/DocumentPage.tsx') },
  { path: '/duties/new', page: () => import('../features/duty/console/DutyNewPage.tsx') },
  { path: '/duties/:id', page: () => import('../features/duty/console/DutyPage.tsx') },
  { path: '/patrols/new', page: () => import('../features/patrol/console/PatrolNewPage.tsx') },
  { path: '/patrols/:id', page: () => import('../features/patrol/console/PatrolPage.tsx') },
  { path: '/projects/:id', page: () => import('../features/project/console/ProjectPage.tsx') },
  { path: '/sheets/:id', page: () => import('../features/sheet/console/SheetPage.tsx') },
  { path: '/imports/:id', page: () => import('../features/matter/import/ImportPage.tsx') },
];
