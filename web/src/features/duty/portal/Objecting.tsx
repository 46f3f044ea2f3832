import { Popup, Toast } from 'antd-mobile';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import type { FormField } from '../../../api/types.ts';
import { SchemaForm } from '../../../ui/portal/SchemaForm.tsx';
import { refresh } from '../duty.ts';

const fields: FormField[] = [
  {
    ...{ name: 'text', kind: 'textarea', label: '哪件事不在清单', required: true },
    ...{ min_length: 2, max_length: 500 },
    help: '写明是哪个单位、要您做什么。由区、市指挥中心答复。',
  },
];

/** A grid worker objects: what is asked is on no list. */
export function Objecting(props: { duty?: string; grid?: string; title?: string; onClose: () => void }) {
  const { duty, grid, title, onClose } = props;
  const [client_id] = useState(newId);
  const send = async ({ text }: Record<string, unknown>) => {
    await api.post('/api/duty-objections', {
      ...{ client_id, text },
      ...(duty ? { duty } : {}),
      ...(grid ? { grid } : {}),
    });
    Toast.show({ content: '已提出，答复会发到消息里' });
    await refresh('duty_objection');
    onClose();
  };
  return (
    <Popup visible onMaskClick={onClose} onClose={onClose} showCloseButton bodyClassName="hy-duty-popup">
      <h2>{title ? `异议：${title}` : '提出异议（不在清单）'}</h2>
      <SchemaForm fields={fields} submit="提出异议" draftKey={`objection:${duty ?? 'new'}`} onSubmit={send} />
    </Popup>
  );
}
