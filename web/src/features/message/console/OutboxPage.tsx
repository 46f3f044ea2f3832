import { Tabs } from 'antd';
import { useTab } from '../../../ui/console/useTab.ts';
import { Deliveries } from './Deliveries.tsx';
import { Webhooks } from './Webhooks.tsx';
import '../../../ui/console/admin.css';

/** Messages that leave by SMS and webhook. */
export default function OutboxPage() {
  const [tab, setTab] = useTab('sent');
  return (
    <Tabs
      className="hy-tabs"
      activeKey={tab}
      onChange={setTab}
      destroyOnHidden
      items={[
        { key: 'sent', label: '发送记录', children: <Deliveries /> },
        { key: 'hooks', label: '事件回调', children: <Webhooks /> },
      ]}
    />
  );
}
