import { Button, Form, Input, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { areaFilter } from '../../../ui/console/AreaPicker.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { shortArea } from '../../../ui/shortArea.ts';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { aboutOf, peopleChanged } from '../resident.ts';
import { EraseForm } from './EraseForm.tsx';
import { RowTools } from './RowTools.tsx';

type Asked = Answer<'listErasureRequests'>['items'][number];

/** Who asked for a record to be erased, the longest waiting first: it is erased, or the reason why not is told. */
export function ErasuresAsked() {
  const go = useNavigate();
  const [open, setOpen] = useState<{ way: 'erase' | 'refuse'; asked: Asked }>();
  const close = () => setOpen(undefined);
  const columns: TableColumnsType<Asked> = [
    {
      title: '谁的登记',
      width: 200,
      ellipsis: true,
      render: (_, { person }) => <RowName more={aboutOf(person)}>{person.name}</RowName>,
    },
    { title: '为什么删除', ellipsis: true, dataIndex: 'reason' },
    { title: '谁申请', width: 110, ellipsis: true, dataIndex: 'by' },
    { title: '申请', width: 120, dataIndex: 'created_at', render: (at: string) => <TimeAgo at={at} /> },
    { title: '网格', width: 200, ellipsis: true, render: (_, { person }) => shortArea(person.area_name) },
    {
      title: '',
      width: 180,
      render: (_, asked) =>
        asked.abilities.decide && (
          <RowTools>
            <Button size="small" danger onClick={() => setOpen({ way: 'erase', asked })}>
              删除
            </Button>
            <Button size="small" onClick={() => setOpen({ way: 'refuse', asked })}>
              不予删除
            </Button>
          </RowTools>
        ),
    },
  ];
  return (
    <div className="hy-person-list">
      <PageTable<Asked>
        noun="registration"
        url="/api/erasure-requests"
        columns={columns}
        filters={[areaFilter]}
        width={980}
        onOpen={({ person }) => void go(`/residents/${person.id}`)}
        empty="没有等待办理的删除申请。居民在“我的登记”里、网格员和社区在人员页可以申请。"
      />
      {open?.way === 'erase' && (
        <EraseForm
          person={open.asked.person}
          // What was written freely stays out of the proof and the log; for whom a worker asks, whoever erases says why.
          {...(open.asked.own && { reason: '应本人申请删除' })}
          onClose={close}
        />
      )}
      {open?.way === 'refuse' && <RefuseForm asked={open.asked} onClose={close} />}
    </div>
  );
}

function RefuseForm({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const send = async ({ reason }: { reason: string }) => {
    await api.post(`/api/erasure-requests/${asked.id}/refuse`, { version: asked.version, reason });
    onClose();
    await peopleChanged();
  };
  return (
    <FormModal<{ reason: string }>
      title={`不删除${asked.person.name}的登记`}
      submit="不予删除"
      onSubmit={send}
      onClose={onClose}
    >
      <p className="hy-muted">申请的人会收到原因。</p>
      <Form.Item
        name="reason"
        label="原因"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明原因' }]}
      >
        <Input.TextArea
          maxLength={200}
          autoSize={{ minRows: 2 }}
          placeholder="如：仍享受低保，按规定须保留登记"
        />
      </Form.Item>
    </FormModal>
  );
}
