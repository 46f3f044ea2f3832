import { createElement } from 'react';
import type { RouteObject } from 'react-router';
import { RouteFault } from '../ui/Boundary.tsx';
import { ConsoleShell } from './ConsoleShell.tsx';
import { doorGroups, type Page } from './console.doors.ts';
import { inner } from './console.inner.ts';

const lazy = (page: Page) => async () => ({ Component: (await page()).default });

const route = ({ path, page }: { path: string; page: Page }): RouteObject => ({
  path,
  lazy: lazy(page),
  ErrorBoundary: RouteFault,
});

export const consoleRoutes: RouteObject[] = [
  {
    ...route({ path: '/login', page: () => import('../features/account/console/LoginPage.tsx') }),
    hydrateFallbackElement: createElement('div'),
  },
  {
    path: '/',
    element: <ConsoleShell groups={doorGroups} />,
    ErrorBoundary: RouteFault,
    hydrateFallbackElement: createElement('div'),
    children: [
      { index: true },
      ...doorGroups.flatMap(({ doors }) => doors.map(route)),
      ...inner.map(route),
      { path: '*' },
    ],
  },
];
