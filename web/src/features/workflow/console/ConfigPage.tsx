import { Empty } from 'antd';

/** What a city may set. */
export default function ConfigPage() {
  return <Empty description="配置正在接入。" />;
}
