import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Select, Tag } from 'antd';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Detail, peopleChanged, useWords } from '../resident.ts';

/** Whether somebody looks after the person, and the way to begin. */
export function CareBox({ person }: { person: Detail }) {
  const { data: me } = useMe();
  const [beginning, begin] = useState(false);
  const query = useQuery({
    queryKey: ['care', 'list', 'person', person.id],
    queryFn: () => api.get<Answer<'listCare'>>('/api/care', { person: person.id }),
  });
  return (
    <section className="hy-panel">
      <h2>关爱</h2>
      <Answered query={query} rows={1}>
        {({ items: [care] }) =>
          care ? (
            <p className="hy-person-care">
              <Tag color={care.overdue ? 'error' : 'processing'}>{care.level_name}</Tag>
              <span>
                {care.kind_name}，下次走访 {care.next_due}
                {care.overdue && '（已逾期）'}
              </span>
              <Link to={`/care/${person.id}`}>走访记录</Link>
            </p>
          ) : (
            <p className="hy-person-care">
              <span className="hy-muted">不是关爱对象。</span>
              {may(me, 'care:manage') && (
                <Button size="small" onClick={() => begin(true)}>
                  列为关爱对象
                </Button>
              )}
            </p>
          )
        }
      </Answered>
      {beginning && <BeginForm person={person} onClose={() => begin(false)} />}
    </section>
  );
}

interface Begun {
  level: string;
  kind: string;
  why?: string;
}

function BeginForm({ person, onClose }: { person: Detail; onClose: () => void }) {
  const go = useNavigate();
  const levels = useQuery({
    queryKey: ['care', 'levels'],
    staleTime: 600_000,
    queryFn: () => api.get<Answer<'listCareLevels'>>('/api/care-levels'),
  });
  const kinds = useWords('care_kind', true);
  const send = async (values: Begun) => {
    await api.post('/api/care', { person: person.id, ...values });
    await peopleChanged();
    onClose();
    void go(`/care/${person.id}`);
  };
  return (
    <FormModal<Begun> title={`把${person.name}列为关爱对象`} submit="列入" onSubmit={send} onClose={onClose}>
      <Form.Item name="level" label="级别" rules={[{ required: true, message: '请选择级别' }]}>
        <Select
          loading={levels.isPending}
          options={(levels.data?.items ?? []).map(({ code, name, every_days }) => ({
            value: code,
            label: `${name}，每 ${every_days} 天走访`,
          }))}
        />
      </Form.Item>
      <Form.Item name="kind" label="类型" rules={[{ required: true, message: '请选择类型' }]}>
        <Select
          loading={kinds.isPending}
          showSearch={{ optionFilterProp: 'label' }}
          options={(kinds.data?.items ?? [])
            .filter(({ retired }) => !retired)
            .map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      <Form.Item name="why" label="纳入原因">
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2 }} placeholder="如：独居，腿脚不便" />
      </Form.Item>
    </FormModal>
  );
}
