import { useQuery } from '@tanstack/react-query';
import { App, Button, DatePicker, Form, Popconfirm, Select, type TableColumnsType } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';

type Turn = Answer<'listOnCall'>['items'][number];
type People = Answer<'listOnCallPeople'>;

const refresh = () => queryClient.invalidateQueries({ queryKey: ['on-call'] });

const columns: TableColumnsType<Turn> = [
  { title: '值班人员', dataIndex: ['account', 'name'], width: 120 },
  { title: '街道、社区', dataIndex: ['area', 'name'], width: 160, ellipsis: true },
  { title: '单位', dataIndex: ['unit', 'name'], ellipsis: true },
  { title: '开始', dataIndex: 'from_at', width: 150, render: (at: string) => untilMinute(at) },
  { title: '结束', dataIndex: 'to_at', width: 150, render: (at: string) => untilMinute(at) },
  {
    title: '情况',
    dataIndex: 'now',
    width: 110,
    render: (now: boolean, row) =>
      row.ended_at ? (
        <StateTag kind="ended">已取消</StateTag>
      ) : now ? (
        <StateTag kind="done">正在当班</StateTag>
      ) : (
        <span className="hy-muted">{Date.parse(row.to_at) < Date.now() ? '已结束' : '未开始'}</span>
      ),
  },
  { title: '', dataIndex: 'id', width: 80, render: (_, row) => <End turn={row} /> },
];

function End({ turn }: { turn: Turn }) {
  const { message } = App.useApp();
  if (turn.ended_at || Date.parse(turn.to_at) < Date.now()) return null;
  const end = async () => {
    try {
      await api.post(`/api/on-call/${turn.id}/end`);
      await refresh();
    } catch (error) {
      message.error(sayError(error));
    }
  };
  return (
    <Popconfirm
      title="取消这个班次？此后吹哨不再找到他。"
      okText="取消班次"
      cancelText="保留"
      onConfirm={end}
    >
      <Button type="link" size="small">
        取消
      </Button>
    </Popconfirm>
  );
}

/** A department's roster: who is on call for which street or community, from when to when. */
export function OnCall() {
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageTable<Turn>
        noun="on-call"
        url="/api/on-call"
        columns={columns}
        width={1000}
        tools={
          <Button type="primary" onClick={() => setAdding(true)}>
            排班
          </Button>
        }
        empty="还没有排班。排好后，街道吹哨时会自动找到当班的人。"
      />
      {adding && <TurnForm onClose={() => setAdding(false)} />}
    </>
  );
}

interface Said {
  account: string;
  area: AreaChoice;
  span: [Dayjs, Dayjs];
}

function TurnForm({ onClose }: { onClose: () => void }) {
  const people = useQuery({
    queryKey: ['on-call', 'people'],
    queryFn: () => api.get<People>('/api/on-call/people'),
  });
  const save = async ({ account, area, span: [from, to] }: Said) => {
    const person = people.data?.items.find((each) => `${each.unit.id} ${each.id}` === account);
    await api.post('/api/on-call', {
      unit: person?.unit.id,
      account: person?.id,
      area: area.value,
      from_at: from.toISOString(),
      to_at: to.toISOString(),
    });
    await refresh();
    onClose();
  };
  const initial = { span: [dayjs(), dayjs().add(1, 'day')] as [Dayjs, Dayjs] };
  return (
    <FormModal<Said> title="排班" submit="保存" initial={initial} onSubmit={save} onClose={onClose}>
      <Form.Item name="account" label="值班人员" rules={[{ required: true, message: '请选择值班人员' }]}>
        <Select
          loading={people.isPending}
          placeholder="本单位在岗人员"
          showSearch={{ optionFilterProp: 'label' }}
          options={(people.data?.items ?? []).map(({ id, name, unit }) => ({
            value: `${unit.id} ${id}`,
            label: `${name}（${unit.name}）`,
          }))}
        />
      </Form.Item>
      <Form.Item name="area" label="街道或社区" rules={[{ required: true, message: '请选择街道或社区' }]}>
        <AreaSelect placeholder="输入街道或社区名称" />
      </Form.Item>
      <Form.Item name="span" label="时间" rules={[{ required: true, message: '请选择起止时间' }]}>
        <DatePicker.RangePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          style={{ width: '100%' }}
        />
      </Form.Item>
    </FormModal>
  );
}
