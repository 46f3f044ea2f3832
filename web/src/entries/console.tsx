import { QueryClientProvider } from '@tanstack/react-query';
import { App, ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { createRoot } from 'react-dom/client';
import { createBrowserRouter } from 'react-router';
import { RouterProvider } from 'react-router/dom';
import { onSignedOut } from '../api/client.ts';
import { queryClient } from '../api/query.ts';
import { leaveWithOtherTabs } from '../api/session.ts';
import { applyTheme } from '../theme.ts';
import '../ui/base.css';
// Panels and lists of every page wear these: from the start, not only after a page that brings them was seen.
import '../ui/console/admin.css';
import '../features/matter/story.css';
import '../features/matter/console/matter.css';
import { antdTheme } from '../ui/console/antd.ts';
import { consoleRoutes } from './console.routes.tsx';

dayjs.locale('zh-cn');
applyTheme(document.documentElement);
const router = createBrowserRouter(consoleRoutes, { basename: '/console' });

onSignedOut(() => {
  const { pathname, search } = router.state.location;
  const here = pathname.replace(/^\/console/, '') || '/';
  if (here !== '/login') void router.navigate(`/login?next=${encodeURIComponent(here + search)}`);
});

leaveWithOtherTabs();

createRoot(document.getElementById('root')!).render(
  <ConfigProvider locale={zhCN} theme={antdTheme} button={{ autoInsertSpace: false }}>
    <App component={false}>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </App>
  </ConfigProvider>,
);
