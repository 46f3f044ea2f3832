import { Empty } from 'antd';

/** Messages that leave by SMS and webhook. */
export default function OutboxPage() {
  return <Empty description="消息发件箱正在接入。" />;
}
