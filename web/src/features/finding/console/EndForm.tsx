import { Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import { queryClient } from '../../../api/query.ts';
import type { FormField } from '../../../api/types.ts';
import { SchemaForm } from '../../../ui/console/SchemaForm.tsx';
import type { Finding } from './FindingPage.tsx';

export type Ending = 'close' | 'govern';

const said = { kind: 'textarea', required: true, max_length: 500 } as const;
const asked: Record<Ending, { title: string; field: FormField }> = {
  close: {
    title: '处理完毕',
    field: { ...said, name: 'words', label: '处理说明', min_length: 2, help: '查明了什么、怎么解决的' },
  },
  govern: {
    title: '转为专项治理',
    field: {
      ...said,
      name: 'text',
      label: '专项治理要求',
      min_length: 4,
      help: '要一次解决什么，到什么程度',
    },
  },
};

interface Props {
  finding: Finding;
  ending: Ending;
  onClose: () => void;
}

/** Ends a finding with words, or makes one matter of it. What is refused stands at the field, and nothing typed is lost. */
export function EndForm({ finding, ending, onClose }: Props) {
  const { title, field } = asked[ending];
  const [client_id] = useState(newId);
  const send = async (answers: object) => {
    const body = { version: finding.version, ...answers, ...(ending === 'govern' && { client_id }) };
    await api
      .post(`/api/findings/${finding.id}/${ending}`, body)
      .finally(() => queryClient.invalidateQueries({ queryKey: ['finding'] }));
    onClose();
  };
  return (
    <Modal open title={title} footer={null} onCancel={onClose}>
      <SchemaForm
        fields={[field]}
        submit={title}
        draftKey={`finding:${finding.id}:${ending}`}
        onCancel={onClose}
        onSubmit={send}
      />
    </Modal>
  );
}
