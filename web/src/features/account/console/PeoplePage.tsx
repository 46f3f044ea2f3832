import { Empty } from 'antd';

/** Organisations and the people in them. */
export default function PeoplePage() {
  return <Empty description="组织人员正在接入。" />;
}
