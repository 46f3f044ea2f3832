import { App, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { refreshSegments, type Segment } from './data.segment.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { FillForm } from './FillForm.tsx';
import { peopleOfSegment } from './forForm.ts';

/** What a sheet of a segment has at first. */
const SHEET = ['name', 'sex', 'calc.age', 'id_number', 'phone', 'calc.grid', 'calc.address'];
export interface Ending {
  onEnding: (ending: boolean) => void;
}

type Open = 'export' | 'notice' | null;

/** What is done with a segment: a task, a notice, a sheet, a form; and by its maker, its changes. */
export function Actions({ segment, area, onEnding }: Ending & { segment: Segment; area: string }) {
  const { data: me } = useMe();
  const { modal, message } = App.useApp();
  const go = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const own = segment.mine && may(me, 'ledger:segment');
  const share = async () => {
    const { version, shared } = segment;
    await api
      .patch(`/api/segments/${segment.id}`, { version, shared: !shared })
      .catch((error: unknown) => message.error(sayError(error)));
    await refreshSegments();
  };
  const retire = () =>
    modal.confirm({
      title: `停用“${segment.name}”？`,
      content: '停用后不再计算，也不再出现；人员信息不受影响。',
      okText: '停用',
      okButtonProps: { danger: true },
      onOk: async () => {
        onEnding(true);
        try {
          await api.delete(`/api/segments/${segment.id}`);
          await refreshSegments();
          await go('/segments');
        } catch (error) {
          onEnding(false);
          message.error(sayError(error));
        }
      },
    });
  const task = new URLSearchParams({ segment: segment.id, ...(area && { area }) });
  return (
    <>
      {may(me, 'duty:set') && (
        <Link to={`/duties/new?${task}`}>
          <Button type="primary" tabIndex={-1}>
            下达网格任务
          </Button>
        </Link>
      )}
      {may(me, 'ledger:segment') && <Button onClick={() => setOpen('notice')}>发通知</Button>}
      {may(me, 'resident:export') && (
        <>
          <Button onClick={() => setOpen('export')}>导出</Button>
          <FillForm
            from={`“${segment.name}”`}
            find={() => peopleOfSegment(segment.id, area)}
            disabled={segment.people === 0}
          />
        </>
      )}
      {own && (
        <>
          <Link to={`/segments/${segment.id}/edit`}>
            <Button tabIndex={-1}>修改</Button>
          </Link>
          <Button onClick={() => void share()}>{segment.shared ? '取消共享' : '共享'}</Button>
          <Button danger onClick={() => void retire()}>
            停用
          </Button>
        </>
      )}
      {open === 'export' && (
        <ExportDialog
          name={segment.name}
          columns={SHEET}
          whom={{ segment: segment.id, area }}
          count={area ? undefined : segment.people}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'notice' && <Notice segment={segment} area={area} onClose={() => setOpen(null)} />}
    </>
  );
}

interface NoticeValues {
  title: string;
  body: string;
}

function Notice({ segment, area, onClose }: { segment: Segment; area: string; onClose: () => void }) {
  const { modal } = App.useApp();
  const send = async (values: NoticeValues, client_id: string) => {
    const told = await api.post<Answer<'notifySegment', 201>>(`/api/segments/${segment.id}/notices`, {
      ...{ client_id, ...values },
      ...(area && { area }),
    });
    onClose();
    modal.success({
      title: `已发给 ${told.reached} 人`,
      content:
        told.people > told.reached
          ? `${told.people - told.reached} 人没有登录账号，收不到通知，可改为下达入户任务。`
          : undefined,
    });
  };
  return (
    <FormModal<NoticeValues>
      title={`给“${segment.name}”发通知`}
      submit="发送"
      draftKey={`segment:${segment.id}:notice`}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item name="title" label="标题" rules={[{ required: true, min: 2, message: '请填写标题' }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="body" label="内容" rules={[{ required: true, min: 2, message: '请填写内容' }]}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 10 }} maxLength={1000} showCount />
      </Form.Item>
    </FormModal>
  );
}
