import { App, Button, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { sayError } from '../../../api/errors.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { type Dispute, type Opened, sendChange } from '../dispute.ts';

/** What was promised and whether it was done; the visit afterwards. */
export function Duties({ dispute, opened }: { dispute: Dispute; opened: Opened | undefined }) {
  const [visiting, visit] = useState<string | null>(null);
  if (dispute.promises.length === 0 && dispute.visits.length === 0) return null;
  const notes = new Map(opened?.visits.map((each) => [each.id, each.note]));
  return (
    <div className="hy-dispute-part">
      <h3>履行与回访</h3>
      <ul className="hy-dispute-list">
        {dispute.promises.map((promise) => (
          <li key={promise.id}>
            <span>{promise.what}</span>
            <span className="hy-muted">{promise.due_on} 前</span>
            <Outcome done={promise.kept} yes="已履行" no="未履行" overdue={promise.overdue} />
            {promise.kept === null && <Settle id={dispute.matter} promise={promise.id} />}
          </li>
        ))}
        {dispute.visits.map((each) => (
          <li key={each.id}>
            <span>回访</span>
            <span className="hy-muted">{each.due_on} 前</span>
            <Outcome done={each.fulfilled} yes="协议已履行" no="未履行，已重新调解" overdue={each.overdue} />
            {each.fulfilled === null && (
              <Button size="small" onClick={() => visit(each.id)}>
                登记回访
              </Button>
            )}
            {notes.has(each.id) && <span>{notes.get(each.id)}</span>}
          </li>
        ))}
      </ul>
      {visiting && <VisitForm id={dispute.matter} visit={visiting} onClose={() => visit(null)} />}
    </div>
  );
}

function Outcome({
  done,
  yes,
  no,
  overdue,
}: {
  done: boolean | null;
  yes: string;
  no: string;
  overdue: boolean;
}) {
  if (done === null)
    return <StateTag kind={overdue ? 'overdue' : 'waiting'}>{overdue ? '已过期' : '未到期'}</StateTag>;
  return <StateTag kind={done ? 'done' : 'failed'}>{done ? yes : no}</StateTag>;
}

function Settle({ id, promise }: { id: string; promise: string }) {
  const { message } = App.useApp();
  const settle = (kept: boolean) =>
    sendChange(id, `/promises/${promise}`, { kept }).catch(
      (error: unknown) => void message.error(sayError(error)),
    );
  return (
    <>
      <Button size="small" onClick={() => void settle(true)}>
        已履行
      </Button>
      <Button size="small" onClick={() => void settle(false)}>
        未履行
      </Button>
    </>
  );
}

function VisitForm({ id, visit, onClose }: { id: string; visit: string; onClose: () => void }) {
  const save = async (values: { fulfilled: boolean; note: string }) => {
    await sendChange(id, `/visits/${visit}`, values);
    onClose();
  };
  return (
    <FormModal
      title="登记回访"
      submit="保存"
      draftKey={`dispute-visit:${visit}`}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="fulfilled"
        label="协议是否履行"
        rules={[{ required: true, message: '请选择' }]}
        extra="未履行的，这件纠纷会回到调解或复开。"
      >
        <Radio.Group
          options={[
            { value: true, label: '已履行' },
            { value: false, label: '未履行' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="note"
        label="回访情况"
        rules={[{ required: true, whitespace: true, min: 4, message: '至少写 4 个字' }]}
      >
        <Input.TextArea autoSize={{ minRows: 3 }} maxLength={1000} showCount />
      </Form.Item>
    </FormModal>
  );
}
