import { Button, Form, Input, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import type { Filter } from '../../../ui/console/FilterBar.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';

type Alert = Answer<'listAuditAlerts'>['items'][number];

const filters: Filter[] = [
  {
    name: 'state',
    label: '状态',
    options: [
      { value: 'open', label: '待核查' },
      { value: 'closed', label: '已核查' },
    ],
  },
];

/** A minute around it, so that the first and the last look are in the list. */
const around = (at: string, minutes: number) => new Date(Date.parse(at) + minutes * 60_000).toISOString();

function CloseForm({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const send = async ({ note }: { note: string }) => {
    await api.post(`/api/audit/alerts/${alert.id}/close`, { note, version: alert.version });
    onClose();
    await queryClient.invalidateQueries({ queryKey: ['audit_alert'] });
  };
  return (
    <FormModal<{ note: string }>
      title={`核查：${alert.actor_name ?? ''} ${alert.name}`}
      submit="核查完毕"
      draftKey={`audit-${alert.id}`}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item
        name="note"
        label="核查结果"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明核查结果，至少 2 个字' }]}
      >
        <Input.TextArea
          rows={4}
          maxLength={500}
          showCount
          placeholder="如：与本人及其负责人核实，为集中走访登记，属正常工作"
        />
      </Form.Item>
    </FormModal>
  );
}

/** Unusual reading: who, how often, when; closed with what was found out. */
export function AlertTab() {
  const go = useNavigate();
  const [closing, setClosing] = useState<Alert>();
  const columns: TableColumnsType<Alert> = [
    {
      title: '异常',
      dataIndex: 'name',
      ellipsis: true,
      render: (name: string, row) => <RowName more={row.note ?? undefined}>{name}</RowName>,
    },
    { title: '谁', dataIndex: 'actor_name', width: 140, ellipsis: true },
    { title: '次数', dataIndex: 'n', width: 70, align: 'right' },
    { title: '最后一次', dataIndex: 'last_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
    {
      title: '状态',
      dataIndex: 'state',
      width: 200,
      render: (state: Alert['state'], row) =>
        state === 'open' ? (
          <StateTag kind="waiting">待核查</StateTag>
        ) : (
          <>
            <StateTag kind="done">已核查</StateTag> <span className="hy-muted">{row.closed_by}</span>
          </>
        ),
    },
    {
      title: '',
      key: 'act',
      width: 170,
      render: (_, row) => (
        <span className="hy-row">
          <Button
            size="small"
            onClick={() =>
              void go(
                `/audit?actor=${row.actor}&from=${around(row.first_at, -1)}&to=${around(row.last_at, 1)}`,
              )
            }
          >
            看记录
          </Button>
          {row.state === 'open' && (
            <Button size="small" type="primary" onClick={() => setClosing(row)}>
              核查
            </Button>
          )}
        </span>
      ),
    },
  ];
  return (
    <>
      <PageTable<Alert>
        noun="audit_alert"
        url="/api/audit/alerts"
        columns={columns}
        filters={filters}
        width={860}
        empty="没有异常查阅。短时间大量查看、夜间查看、查看辖区以外、多次导出会自动列在这里，次数在「预警规则」里定。"
      />
      {closing && <CloseForm alert={closing} onClose={() => setClosing(undefined)} />}
    </>
  );
}
