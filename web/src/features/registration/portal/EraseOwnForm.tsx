import { Button, Popup, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import { faultsOf, registrationChanged } from '../registration.ts';
import { Field } from './Field.tsx';

/** Asks for the own record to be erased; the street decides and answers. */
export function EraseOwnForm({ onClose }: { onClose: () => void }) {
  const [client_id] = useState(newId);
  const [reason, setReason] = useState('');
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const send = async () => {
    setBusy(true);
    setFaults({});
    try {
      await api.post('/api/me/record/erasure', { client_id, reason: reason.trim() });
      await registrationChanged();
      Toast.show({ content: '已提交，街道办理后给您发消息' });
      onClose();
    } catch (error) {
      setFaults(faultsOf(error));
    } finally {
      setBusy(false);
    }
  };
  const rest = Object.entries(faults).filter(([path]) => path !== 'reason');
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
      {rest.length > 0 && (
        <div className="hy-alert" role="alert">
          {rest.map(([, message]) => message).join('；')}
        </div>
      )}
      <Button
        block
        color="primary"
        size="large"
        loading={busy}
        disabled={reason.trim().length < 2}
        onClick={() => void send()}
      >
        提交申请
      </Button>
    </Popup>
  );
}
