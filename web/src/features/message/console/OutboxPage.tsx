import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Deliveries } from './Deliveries.tsx';
import { Webhooks } from './Webhooks.tsx';

/** Messages that leave by SMS and webhook. */
export default function OutboxPage() {
  return (
    <PageTabs
      tabs={[
        { key: 'sent', label: '发送记录', children: <Deliveries /> },
        { key: 'hooks', label: '事件回调', children: <Webhooks /> },
      ]}
    />
  );
}
