import { Tabs } from 'antd';
import type { ReactNode } from 'react';
import { useSearchParams } from 'react-router';

export interface PageTab {
  key: string;
  label: string;
  children: ReactNode;
}

/** A page of tabs, the first open at first. Which is open stands in the URL; going to another drops the filters of the last. */
export function PageTabs({ tabs }: { tabs: [PageTab, ...PageTab[]] }) {
  const [params, setParams] = useSearchParams();
  const first = tabs[0].key;
  return (
    <Tabs
      className="hy-tabs"
      activeKey={params.get('tab') ?? first}
      onChange={(tab) => setParams(tab === first ? {} : { tab })}
      destroyOnHidden
      items={tabs}
    />
  );
}
