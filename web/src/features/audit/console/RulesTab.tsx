import { useQuery } from '@tanstack/react-query';
import { App, Button, Form, Input, InputNumber, Space } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { between } from '../../../ui/form/between.ts';

type Policy = Answer<'readAuditPolicy'>;
type Rule = Policy['rules'][number];

const KINDS: Record<Rule['kind'], string> = {
  many: '任何查看',
  night: '夜间的查看',
  outside: '查看辖区以外的信息',
  export: '导出名单',
};
const HOUR = [{ required: true, message: '请填写钟点' }, between(0, 23)];

function Rules({ policy }: { policy: Policy }) {
  const { message } = App.useApp();
  const [form] = Form.useForm<Policy>();
  const [busy, setBusy] = useState(false);
  const send = async ({ rules }: Policy) => {
    setBusy(true);
    try {
      // A rule keeps what the form does not show: its code and kind.
      const said = rules.map((rule, i) => ({ ...policy.rules[i], ...rule }));
      await api.put('/api/audit/policy', { version: policy.version, rules: said });
      message.success('已保存，即刻生效');
      await queryClient.invalidateQueries({ queryKey: ['audit', 'policy'] });
    } catch (error) {
      const rest = showErrors(form, error);
      if (rest.length > 0) message.error(rest.join('；'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Form<Policy> form={form} initialValues={policy} onFinish={send} className="hy-stack">
      <p className="hy-muted">
        同一个人在规定时间内达到次数，就列入「异常查阅」并通知审计管理员。只有审计管理员能改，每次修改都记入审计。
      </p>
      {policy.rules.map((rule, i) => (
        <section key={rule.code} className="hy-card" aria-label={rule.name}>
          {/* What is wrong with one of the fields inside is told below them. */}
          <Form.Item style={{ marginBottom: 0 }}>
            <Space wrap align="baseline">
              <Form.Item
                name={['rules', i, 'name']}
                noStyle
                rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
              >
                <Input aria-label="名称" maxLength={40} style={{ width: 200 }} />
              </Form.Item>
              <span>{KINDS[rule.kind]}</span>
              {rule.kind === 'night' && (
                <>
                  <Form.Item name={['rules', i, 'from']} noStyle rules={HOUR}>
                    <InputNumber aria-label="从几点" style={{ width: 64 }} />
                  </Form.Item>
                  <span>点到</span>
                  <Form.Item name={['rules', i, 'to']} noStyle rules={HOUR}>
                    <InputNumber aria-label="到几点" style={{ width: 64 }} />
                  </Form.Item>
                  <span>点，</span>
                </>
              )}
              <Form.Item
                name={['rules', i, 'minutes']}
                noStyle
                rules={[{ required: true, message: '请填写分钟' }, between(1, 10_080)]}
              >
                <InputNumber aria-label="几分钟之内" style={{ width: 90 }} />
              </Form.Item>
              <span>分钟之内满</span>
              <Form.Item
                name={['rules', i, 'count']}
                noStyle
                rules={[{ required: true, message: '请填写次数' }, between(1, 10_000)]}
              >
                <InputNumber aria-label="几次起" style={{ width: 90 }} />
              </Form.Item>
              <span>次</span>
            </Space>
          </Form.Item>
        </section>
      ))}
      <div>
        <Button type="primary" htmlType="submit" loading={busy}>
          保存
        </Button>
      </div>
    </Form>
  );
}

/** When reading is unusual: how often within which time. */
export function RulesTab() {
  const policy = useQuery({
    queryKey: ['audit', 'policy'],
    queryFn: () => api.get<Policy>('/api/audit/policy'),
  });
  return <Answered query={policy}>{(data) => <Rules key={data.version} policy={data} />}</Answered>;
}
