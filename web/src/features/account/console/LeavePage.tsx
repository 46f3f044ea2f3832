import { App, Button, Popconfirm, Select, Table, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { sayError } from '../../../api/errors.ts';
import { useMe } from '../../../api/session.ts';
import { ActionBar } from '../../../ui/console/ActionBar.tsx';
import { Answered } from '../../../ui/console/Answered.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import {
  endLeave,
  enterLeave,
  type Leave,
  leaveAbility,
  spanOf,
  useLeaves,
  usePeople,
  useStandIns,
} from '../leave.ts';

/** Who is away, who does their work, and the way to enter and end a leave. */
export default function LeavePage() {
  const leaves = useLeaves();
  return (
    <>
      <Enter />
      <Answered query={leaves}>
        {({ items }) => (
          <Table<Leave>
            rowKey="id"
            columns={columns}
            dataSource={items}
            pagination={{ pageSize: 20, hideOnSinglePage: true }}
            scroll={{ x: 860 }}
            locale={{ emptyText: '现在没有人请假' }}
          />
        )}
      </Answered>
    </>
  );
}

/** For oneself, or for somebody whom one leads. */
function Enter() {
  const { message } = App.useApp();
  const { data: me } = useMe();
  const people = usePeople();
  const [chosen, setChosen] = useState<string>();
  const account = chosen ?? me?.account?.id;
  const standIns = useStandIns(account);
  if (!account) return null;
  return (
    <section className="hy-panel hy-leave-enter">
      {(people.data?.items.length ?? 0) > 1 && (
        <Select
          aria-label="为谁登记"
          showSearch={{ optionFilterProp: 'label' }}
          value={account}
          onChange={setChosen}
          options={people.data!.items.map(({ id, name }) => ({
            value: id,
            label: id === me?.account?.id ? `本人（${name}）` : name,
          }))}
          style={{ minWidth: 180, marginInlineEnd: 8 }}
        />
      )}
      <ActionBar
        key={account}
        abilities={[leaveAbility(standIns.data?.items ?? [])]}
        subject={`leave:${account}`}
        initial={() => ({ take_back: true })}
        onAct={async (_, answers) => {
          message.info(await enterLeave(account, answers));
        }}
      />
    </section>
  );
}

const columns: TableColumnsType<Leave> = [
  {
    title: '请假人',
    width: 180,
    render: (_, { account, mine }) => (
      <>
        {account.name}
        {mine && <span className="hy-muted"> 本人</span>}
      </>
    ),
  },
  { title: '起止', width: 280, render: (_, row) => spanOf(row) },
  {
    title: '状态',
    width: 110,
    render: (_, { state, state_name }) => (
      <StateTag kind={state === 'away' ? 'paused' : 'waiting'}>{state_name}</StateTag>
    ),
  },
  {
    title: '代班人',
    width: 180,
    render: (_, { stand_in, standing_in }) =>
      stand_in ? (
        <>
          {stand_in.name}
          {standing_in && <span className="hy-muted"> 由我代班</span>}
        </>
      ) : (
        <span className="hy-muted">回到单位</span>
      ),
  },
  { title: '事由', ellipsis: true, render: (_, { reason }) => reason ?? <span className="hy-muted">—</span> },
  { title: '', width: 90, render: (_, row) => row.may_end && <End leave={row} /> },
];

function End({ leave }: { leave: Leave }) {
  const { message } = App.useApp();
  const end = () =>
    endLeave(leave.id).then(
      (words) => void message.success(words),
      (error: unknown) => void message.error(sayError(error)),
    );
  const ask = leave.take_back && leave.state === 'away' ? '未办结的任务将回到本人名下。' : undefined;
  return (
    <Popconfirm
      title={leave.state === 'away' ? '现在销假？' : '取消这次请假？'}
      description={ask}
      onConfirm={end}
    >
      <Button size="small">{leave.state === 'away' ? '销假' : '取消'}</Button>
    </Popconfirm>
  );
}
