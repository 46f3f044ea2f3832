import { Empty } from 'antd';

/** The hotline and counter desk. */
export default function DeskPage() {
  return <Empty description="登记台正在接入。" />;
}
