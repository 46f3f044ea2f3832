import { Tabs } from 'antd';
import { useTab } from '../../../ui/console/useTab.ts';
import { Categories } from './Categories.tsx';
import { Flows } from './Flows.tsx';
import '../../../ui/console/admin.css';
import './config.css';

/** What is in force: flows and categories, to be read. They are changed by packs, which are judged before they are published. */
export default function ConfigPage() {
  const [tab, setTab] = useTab('flows');
  return (
    <Tabs
      className="hy-tabs"
      activeKey={tab}
      onChange={setTab}
      destroyOnHidden
      items={[
        { key: 'flows', label: '事项类型与流程', children: <Flows /> },
        { key: 'categories', label: '类别与时限', children: <Categories /> },
      ]}
    />
  );
}
