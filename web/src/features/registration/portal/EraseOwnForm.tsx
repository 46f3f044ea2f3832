import { Button, Popup, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import { registrationChanged } from '../registration.ts';
import { Field } from './Field.tsx';
import { Rest } from './Rest.tsx';
import { useSending } from './useSending.ts';

/** Asks for the own record to be erased; the street decides and answers. */
export function EraseOwnForm({ onClose }: { onClose: () => void }) {
  const [client_id] = useState(newId);
  const [reason, setReason] = useState('');
  const { busy, faults, send } = useSending();
  const ask = async () => {
    await api.post('/api/me/record/erasure', { client_id, reason: reason.trim() });
    await registrationChanged();
    Toast.show({ content: '已提交，街道办理后给您发消息' });
    onClose();
  };
  return (
    <Popup visible onMaskClick={onClose} onClose={onClose} showCloseButton bodyClassName="hy-own-popup">
      <h2>申请删除我的登记</h2>
      <p className="hy-muted">
        街道核实后彻底删除，不能恢复，只留一份不含您信息的证明。法律规定必须保留的，会告诉您原因。
      </p>
      <Field label="为什么删除" required fault={faults.reason}>
        {(id) => (
          <TextArea
            id={id}
            value={reason}
            onChange={setReason}
            maxLength={200}
            autoSize={{ minRows: 2 }}
            placeholder="如：已经搬走，不再住在这里"
          />
        )}
      </Field>
      <Rest faults={faults} stands={(path) => path === 'reason'} />
      <Button
        block
        color="primary"
        size="large"
        loading={busy}
        disabled={reason.trim().length < 2}
        onClick={() => void send(ask)}
      >
        提交申请
      </Button>
    </Popup>
  );
}
