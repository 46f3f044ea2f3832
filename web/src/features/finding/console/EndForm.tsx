import { useMutation } from '@tanstack/react-query';
import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { newId } from '../../../api/id.ts';
import { queryClient } from '../../../api/query.ts';
import type { Finding } from './FindingPage.tsx';

export type Ending = 'close' | 'govern';

const asked = {
  close: { title: '处理完毕', label: '处理说明', name: 'words', hint: '查明了什么、怎么解决的', least: 2 },
  govern: {
    title: '转为专项治理',
    label: '专项治理要求',
    name: 'text',
    hint: '要一次解决什么，到什么程度',
    least: 4,
  },
} as const;

/** Ends a finding with words, or makes one matter of it. What is refused stands at the field, and nothing typed is lost. */
export function EndForm({
  finding,
  ending,
  onClose,
}: {
  finding: Finding;
  ending: Ending;
  onClose: () => void;
}) {
  const { title, label, name, hint, least } = asked[ending];
  const [client_id] = useState(newId);
  const [words, setWords] = useState('');
  const send = useMutation({
    mutationFn: () =>
      api.post(`/api/findings/${finding.id}/${ending}`, {
        version: finding.version,
        [name]: words.trim(),
        ...(ending === 'govern' && { client_id }),
      }),
    onSuccess: onClose,
    onSettled: () => queryClient.invalidateQueries({ queryKey: ['finding'] }),
  });
  return (
    <Modal
      open
      title={title}
      okText={title}
      cancelText="取消"
      confirmLoading={send.isPending}
      okButtonProps={{ disabled: words.trim().length < least }}
      onOk={() => send.mutate()}
      onCancel={onClose}
    >
      <Form layout="vertical">
        <Form.Item
          label={label}
          htmlFor="finding-words"
          validateStatus={send.isError ? 'error' : undefined}
          help={send.isError ? sayError(send.error) : undefined}
        >
          <Input.TextArea
            id="finding-words"
            rows={4}
            maxLength={500}
            showCount
            placeholder={hint}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
