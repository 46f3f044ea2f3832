import { useQuery } from '@tanstack/react-query';
import { Button, Drawer, Form, Input, Space, Steps } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { type Admission, entryStandings, refresh } from '../duty.ts';

type Step = Admission['abilities'][number];

/** One entry: what, why, where, how often; its history, and what one may do with it now. */
export function AdmissionDrawer({ entry, onClose }: { entry: Admission; onClose: () => void }) {
  const [step, take] = useState<Step>();
  const history = useQuery({
    queryKey: ['duty_admission', entry.id],
    queryFn: () => api.get<Answer<'readAdmissionHistory'>>(`/api/admissions/${entry.id}/history`),
  });
  const standing = entryStandings[entry.standing];
  return (
    <Drawer open onClose={onClose} size={560} title={entry.name}>
      <p>
        <StateTag kind={standing?.look ?? ''}>{standing?.word}</StateTag>
      </p>
      <div className="hy-facts">
        <FactRows
          rows={[
            ['条线', entry.line_name],
            ['申请单位', entry.unit_name],
            ['网格做什么', entry.content],
            ['理由和依据', entry.reason],
            ['区域', entry.areas.map((area) => area.name).join('、')],
            ['有效期', `${entry.from_on} 至 ${entry.to_on}`],
            ['频次', `${entry.often}，本期已下达 ${entry.used} 次`],
          ]}
        />
      </div>
      <Space wrap style={{ margin: '16px 0' }}>
        {entry.abilities.map((each) => (
          <Button
            key={each.action}
            type={['review', 'approve'].includes(each.action) ? 'primary' : 'default'}
            danger={['refuse', 'end'].includes(each.action)}
            disabled={!each.enabled}
            title={each.reason ?? undefined}
            onClick={() => take(each)}
          >
            {each.name}
          </Button>
        ))}
        {entry.abilities.find((each) => each.reason)?.reason && (
          <span className="hy-muted">{entry.abilities.find((each) => each.reason)?.reason}</span>
        )}
      </Space>
      <h3>办理经过</h3>
      <Answered query={history} rows={3}>
        {({ items }) => (
          <Steps
            orientation="vertical"
            size="small"
            current={items.length}
            items={items.map((one) => ({
              title: `${one.name} · ${one.by}`,
              content: [untilMinute(one.at), one.said].filter(Boolean).join('：'),
            }))}
          />
        )}
      </Answered>
      {step && <DecideForm entry={entry} step={step} onDone={onClose} onClose={() => take(undefined)} />}
    </Drawer>
  );
}

function DecideForm(props: { entry: Admission; step: Step; onDone: () => void; onClose: () => void }) {
  const { entry, step, onDone, onClose } = props;
  const needed = step.action === 'refuse' || step.action === 'end';
  const send = async ({ said }: { said?: string }) => {
    await api.post(`/api/admissions/${entry.id}/decide`, {
      ...{ version: entry.version, action: step.action },
      ...(said?.trim() ? { said: said.trim() } : {}),
    });
    await refresh('duty_admission');
    onDone();
  };
  return (
    <FormModal<{ said?: string }>
      title={`${step.name}：${entry.name}`}
      submit={step.name}
      draftKey={`admission:${entry.id}:${step.action}`}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item
        name="said"
        label={needed ? '理由' : '意见'}
        rules={needed ? [{ required: true, whitespace: true, message: '请写明理由' }] : []}
      >
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} maxLength={500} />
      </Form.Item>
    </FormModal>
  );
}
