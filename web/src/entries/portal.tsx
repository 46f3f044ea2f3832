import { QueryClientProvider } from '@tanstack/react-query';
import { ConfigProvider, unstableSetRender } from 'antd-mobile';
import zhCN from 'antd-mobile/es/locales/zh-CN';
import { createRoot, type Root } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { onSignedOut } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { rememberOnDevice } from '../api/session.ts';
import { applyTheme } from '../theme.ts';
import '../ui/base.css';
import '../ui/portal/portal.css';
import { applyPrint, largePrint } from '../ui/portal/print.ts';
import { portalRoutes } from './portal.routes.tsx';

// antd-mobile 5 draws its dialogs through the old React entry unless told how React 19 does it.
const roots = new WeakMap<object, Root>();
unstableSetRender((node, container) => {
  const root = roots.get(container) ?? createRoot(container);
  roots.set(container, root);
  root.render(node);
  return async () => {
    // The dialog's own exit animation is still running in the same tick.
    await new Promise((resolve) => setTimeout(resolve, 0));
    root.unmount();
    roots.delete(container);
  };
});

rememberOnDevice();
applyTheme(document.documentElement);
applyPrint(largePrint());
const router = createBrowserRouter(portalRoutes, { basename: '/portal' });

onSignedOut(() => {
  const { pathname, search } = router.state.location;
  const here = pathname.replace(/^\/portal/, '') || '/';
  if (here !== '/login') void router.navigate(`/login?next=${encodeURIComponent(here + search)}`);
});

if (import.meta.env.PROD && 'serviceWorker' in navigator) {
  void navigator.serviceWorker.register('/sw.js', { scope: '/portal/' });
}

createRoot(document.getElementById('root')!).render(
  <ConfigProvider locale={zhCN}>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </ConfigProvider>,
);
