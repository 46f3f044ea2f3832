import { useQuery } from '@tanstack/react-query';
import { Alert, App, Form, Input } from 'antd';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { UndoLink } from '../../../ui/console/UndoLink.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Detail, EDIT, ERASE, peopleChanged } from '../resident.ts';

/** That somebody asked for this record to be erased, until it is decided. */
export function ErasureAsked({ person }: { person: Detail }) {
  const { data: me } = useMe();
  const query = useQuery({
    queryKey: ['registration', 'list', 'erasure', person.id],
    enabled: may(me, EDIT, ERASE),
    queryFn: () => api.get<Answer<'listErasureRequests'>>('/api/erasure-requests', { person: person.id }),
  });
  const [asked] = query.data?.items ?? [];
  if (!asked) return null;
  return (
    <Alert
      type="warning"
      showIcon
      className="hy-form-fault"
      title={
        <>
          {asked.by} <TimeAgo at={asked.created_at} />
          申请删除这份登记：{asked.reason}
        </>
      }
      action={
        asked.abilities.decide ? (
          <Link to="/erasures">去办理</Link>
        ) : asked.abilities.withdraw ? (
          <UndoLink
            title="撤回删除申请？"
            description="撤回后街道不再办理，可以重新申请。"
            okText="撤回"
            done="已撤回"
            send={() => api.post(`/api/registrations/${asked.id}/withdraw`)}
            after={peopleChanged}
          >
            撤回
          </UndoLink>
        ) : undefined
      }
    />
  );
}

/** Asks the street to erase a record, for somebody who asked at the counter or in writing. */
export function AskErasureForm({ person, onClose }: { person: Detail; onClose: () => void }) {
  const { message } = App.useApp();
  const send = async (values: { reason: string }, client_id: string) => {
    await api.post(`/api/residents/${person.id}/erasure-requests`, { client_id, ...values });
    message.success('已提交，由街道办理，结果会发消息给您');
    onClose();
    await peopleChanged();
  };
  return (
    <FormModal<{ reason: string }>
      title={`申请删除${person.name}的登记`}
      submit="提交申请"
      onSubmit={send}
      onClose={onClose}
    >
      <p className="hy-muted">本人要求删除，或不该登记在这里的，由街道核实后彻底删除，出具删除证明。</p>
      <Form.Item
        name="reason"
        label="为什么删除"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明原因' }]}
      >
        <Input.TextArea
          maxLength={200}
          autoSize={{ minRows: 2 }}
          placeholder="如：已搬离本市，本人书面要求删除"
        />
      </Form.Item>
    </FormModal>
  );
}
