import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import { Watermark } from '../../../ui/Watermark.tsx';
import type { Detail } from '../matter.ts';

interface Contact {
  name: string | null;
  phone: string | null;
}

const purposes = ['联系诉求人核实情况', '上门处置前联系', '回访诉求人', '紧急情况联系'];
const other = '其他';

/** Who called. Name and number are masked until one says what for; each look is written down and the caller can see it. */
export function ContactPanel({ matter }: { matter: Detail }) {
  const { data: me } = useMe();
  const [asking, setAsking] = useState(false);
  const look = useMutation({
    mutationFn: (purpose: string) => api.post<Contact>(`/api/matters/${matter.id}/contact`, { purpose }),
    onSuccess: () => setAsking(false),
  });
  const { contact } = matter;
  const seen = look.data ?? contact;
  const whole = seen !== null && (look.data !== undefined || contact?.masked === false);
  const panel = (
    <section className="hy-panel">
      <h2>诉求人</h2>
      {matter.anonymous && <p className="hy-panel-note">匿名提出，不显示诉求人的身份。</p>}
      {!seen && !matter.anonymous && <span className="hy-muted">没有留下联系方式。</span>}
      {seen && (
        <div className="hy-contact">
          <span>
            {seen.name ?? (seen.phone ? '未留姓名' : '注册居民，未另留联系方式')}
            {seen.phone && <strong className="hy-contact-phone">{seen.phone}</strong>}
          </span>
          {contact?.masked && !look.data && !matter.anonymous && may(me, 'matter:view-all-contact') && (
            <Button size="small" onClick={() => setAsking(true)}>
              查看
            </Button>
          )}
          {look.data?.phone && <a href={`tel:${look.data.phone}`}>拨打</a>}
        </div>
      )}
      {matter.confidential && <p className="hy-panel-note">保密事项：不得向被反映人透露诉求人信息。</p>}
      <PurposeDialog
        open={asking}
        busy={look.isPending}
        fault={look.error}
        onCancel={() => setAsking(false)}
        onSend={(purpose) => look.mutate(purpose)}
      />
    </section>
  );
  return whole ? <Watermark>{panel}</Watermark> : panel;
}

interface DialogProps {
  open: boolean;
  busy: boolean;
  fault: unknown;
  onCancel: () => void;
  onSend: (purpose: string) => void;
}

function PurposeDialog({ open, busy, fault, onCancel, onSend }: DialogProps) {
  const [form] = Form.useForm<{ purpose: string; more?: string }>();
  const chosen = Form.useWatch('purpose', form);
  return (
    <Modal
      open={open}
      title="查看联系方式"
      okText="查看"
      confirmLoading={busy}
      onCancel={onCancel}
      onOk={form.submit}
      destroyOnHidden
    >
      <p className="hy-muted">查看会留下记录，诉求人可以看到是哪个单位、为什么查看。</p>
      {Boolean(fault) && <Alert type="error" showIcon title={sayError(fault)} />}
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ purpose, more }) => onSend(purpose === other ? (more ?? '').trim() : purpose)}
      >
        <Form.Item name="purpose" label="用途" rules={[{ required: true, message: '请选择用途' }]}>
          <Select
            options={[...purposes, other].map((value) => ({ value, label: value }))}
            placeholder="为什么需要联系方式"
          />
        </Form.Item>
        {chosen === other && (
          <Form.Item
            name="more"
            label="具体用途"
            rules={[{ required: true, whitespace: true, min: 4, message: '请写明用途，至少 4 个字' }]}
          >
            <Input maxLength={100} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  );
}
