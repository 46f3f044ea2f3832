import { App, Button, type TableColumnsType } from 'antd';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

type Alarm = Answer<'listRoutingAlarms'>['items'][number];

const columns: TableColumnsType<Alarm> = [
  { title: '规则', dataIndex: 'rule', width: 180 },
  { title: '版本', dataIndex: 'version', width: 80 },
  { title: '原因', dataIndex: 'words' },
  { title: '次数', dataIndex: 'n', width: 70 },
  { title: '最近', dataIndex: 'last_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
  { title: '', key: 'act', width: 120, render: (_, alarm) => <End alarm={alarm} /> },
];

function End({ alarm }: { alarm: Alarm }) {
  const { message } = App.useApp();
  if (alarm.ended_at) return <span className="hy-muted">已处理</span>;
  const end = () =>
    api
      .post(`/api/routing/alarms/${alarm.id}/end`)
      .then(() => queryClient.invalidateQueries({ queryKey: ['routing'] }))
      .catch((error) => message.error(sayError(error)));
  return (
    <Button size="small" onClick={() => void end()}>
      标为已处理
    </Button>
  );
}

/** Rules that failed, or named who is gone: the matters went by the next rule or the matrix. */
export function Alarms() {
  return (
    <PageTable<Alarm>
      noun="routing"
      url="/api/routing/alarms"
      columns={columns}
      tools={<Link to="/config/routing/standard">打开分派规则</Link>}
      width={820}
      empty="没有报警：分派规则都能执行。"
    />
  );
}
