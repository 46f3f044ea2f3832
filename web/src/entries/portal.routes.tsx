import { type ComponentType, createElement } from 'react';
import { Navigate, type RouteObject } from 'react-router';
import { RouteFault } from '../ui/Boundary.tsx';
import { PortalShell } from './PortalShell.tsx';

const lazy = (page: () => Promise<{ default: ComponentType }>) => async () => ({
  Component: (await page()).default,
});
const route = (path: string, page: () => Promise<{ default: ComponentType }>): RouteObject => ({
  path,
  lazy: lazy(page),
  ErrorBoundary: RouteFault,
});

/** Pages of the phone. The shell draws the tabs on the four that are tabs. */
export const portalRoutes: RouteObject[] = [
  {
    path: '/',
    element: <PortalShell />,
    ErrorBoundary: RouteFault,
    hydrateFallbackElement: createElement('div'),
    children: [
      {
        index: true,
        lazy: lazy(() => import('../features/matter/portal/HomePage.tsx')),
        ErrorBoundary: RouteFault,
      },
      route('/report', () => import('../features/matter/portal/ReportPage.tsx')),
      route('/call', () => import('../features/matter/portal/CallPage.tsx')),
      route('/services', () => import('../features/matter/portal/ServicesPage.tsx')),
      route('/lookup', () => import('../features/matter/portal/LookupPage.tsx')),
      route('/matters', () => import('../features/matter/portal/MyMattersPage.tsx')),
      route('/matters/:id', () => import('../features/matter/portal/MatterPage.tsx')),
      route('/matters/:id/whistle', () => import('../features/whistle/portal/BlowPage.tsx')),
      route('/matters/:id/rate', () => import('../features/judgement/portal/RatePage.tsx')),
      route('/tasks', () => import('../features/task/portal/TaskPage.tsx')),
      route('/disputes', () => import('../features/dispute/portal/DisputesPage.tsx')),
      route('/disputes/:id', () => import('../features/dispute/portal/DisputePage.tsx')),
      route('/patrols', () => import('../features/patrol/portal/PatrolsPage.tsx')),
      route('/patrols/:id', () => import('../features/patrol/portal/PatrolVisitPage.tsx')),
      route('/duties', () => import('../features/duty/portal/DutiesPage.tsx')),
      route('/duties/:id', () => import('../features/duty/portal/DutyPiecePage.tsx')),
      route('/admissions', () => import('../features/duty/portal/AdmissionsPage.tsx')),
      route('/my-grid', () => import('../features/duty/portal/MyGridPage.tsx')),
      route('/projects', () => import('../features/project/portal/ProjectsPage.tsx')),
      route('/public-projects', () => import('../features/project/portal/PublicProjectsPage.tsx')),
      route('/nearby', () => import('../features/place/portal/NearbyPage.tsx')),
      route('/components/:code', () => import('../features/place/portal/ComponentPage.tsx')),
      route('/housing', () => import('../features/housing/portal/HousingPage.tsx')),
      route('/housing/buildings/:id', () => import('../features/housing/portal/BuildingPage.tsx')),
      route('/housing/houses/:id', () => import('../features/housing/portal/HousePage.tsx')),
      route('/care', () => import('../features/care/portal/CareVisitsPage.tsx')),
      route('/care/:id', () => import('../features/care/portal/CareVisitPage.tsx')),
      route('/register', () => import('../features/registration/portal/RegisterPage.tsx')),
      route('/my-record', () => import('../features/registration/portal/MyRecordPage.tsx')),
      route('/people', () => import('../features/resident/portal/PeoplePage.tsx')),
      route('/people/new', () => import('../features/resident/portal/RegisterPage.tsx')),
      route('/people/:id', () => import('../features/resident/portal/PersonPage.tsx')),
      route('/inbox', () => import('../features/message/portal/InboxPage.tsx')),
      route('/leaves', () => import('../features/account/portal/LeavePage.tsx')),
      route('/mine', () => import('../features/account/portal/MinePage.tsx')),
      route('/numbers', () => import('../features/insight/portal/NumbersPage.tsx')),
      route('/waiting', () => import('../features/matter/portal/WaitingPage.tsx')),
      route('/login', () => import('../features/account/portal/LoginPage.tsx')),
      { path: '*', element: <Navigate to="/" replace /> },
    ],
  },
];
