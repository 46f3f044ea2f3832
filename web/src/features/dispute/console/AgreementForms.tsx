import { App, Button, DatePicker, Form, type FormInstance, Input } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { dayProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import type { PhotoItem } from '../../../ui/usePhotos.ts';
import { type Dispute, sendChange } from '../dispute.ts';

interface Values {
  body: string;
  promises?: { what: string; due_on: string }[];
}
const promisesOf = (values: Pick<Values, 'promises'>) =>
  (values.promises ?? []).filter((each) => each?.what && each.due_on);

interface Props {
  dispute: Dispute;
  /** The newest text, when it is open on the page. */
  body: string | undefined;
  onClose: () => void;
}

/** What was agreed, thing by thing with its day, and the text, which may be composed from it and everything else known. */
export function AgreementForm({ dispute, body, onClose }: Props) {
  const save = async (values: Values, client_id: string) => {
    await sendChange(dispute.matter, '/agreements', {
      client_id,
      body: values.body,
      promises: promisesOf(values),
    });
    onClose();
  };
  return (
    <FormModal<Values>
      title="调解协议书"
      submit="保存为新一版"
      initial={{ body, promises: [] }}
      draftKey={`dispute-agreement:${dispute.matter}:${dispute.agreements.length}`}
      onSubmit={save}
      onClose={onClose}
      width={820}
    >
      {(form) => (
        <>
          <Promises />
          <Compose id={dispute.matter} form={form} />
          <Form.Item
            name="body"
            label="协议全文"
            rules={[{ required: true, min: 20, message: '请写明协议内容，至少 20 个字' }]}
          >
            <Input.TextArea autoSize={{ minRows: 14, maxRows: 24 }} maxLength={12000} showCount />
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}

function Promises() {
  return (
    <Form.List name="promises">
      {(rows, { add, remove }) => (
        <Form.Item label="履行事项（到期前一天提醒；不写姓名）">
          {rows.map((row) => (
            <div key={row.key} className="hy-dispute-promise">
              <Form.Item
                name={[row.name, 'what']}
                rules={[{ required: true, min: 2, message: '请写明做什么' }]}
                noStyle
              >
                <Input maxLength={200} placeholder="如：赔偿维修费 800 元" aria-label="履行内容" />
              </Form.Item>
              <Form.Item
                name={[row.name, 'due_on']}
                rules={[{ required: true, message: '请选择期限' }]}
                noStyle
                {...dayProps}
              >
                <DatePicker placeholder="期限" aria-label="履行期限" />
              </Form.Item>
              <Button type="text" onClick={() => remove(row.name)}>
                去掉
              </Button>
            </div>
          ))}
          <Button type="dashed" onClick={() => add()} disabled={rows.length >= 20}>
            加一项
          </Button>
        </Form.Item>
      )}
    </Form.List>
  );
}

function Compose({ id, form }: { id: string; form: FormInstance<Values> }) {
  const { message, modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const compose = async () => {
    setBusy(true);
    try {
      const promises = promisesOf(form.getFieldsValue(true) as Values);
      const { body } = await api.post<{ body: string }>(`/api/disputes/${id}/agreements/draft`, { promises });
      form.setFieldValue('body', body);
    } catch (error) {
      message.error(sayError(error));
    } finally {
      setBusy(false);
    }
  };
  const ask = () => {
    if (!form.getFieldValue('body')) return void compose();
    modal.confirm({ title: '下面已有的文字会被换掉，确定重新起草吗？', okText: '重新起草', onOk: compose });
  };
  return (
    <Form.Item>
      <Button onClick={ask} loading={busy}>
        由已登记的情况起草
      </Button>
      <span className="hy-muted"> 会写入当事人姓名，留下查看记录</span>
    </Form.Item>
  );
}

export function SignForm({ id, agreement, onClose }: { id: string; agreement: number; onClose: () => void }) {
  const save = async ({ signed_on, files }: { signed_on: string; files: PhotoItem[] }) => {
    await sendChange(id, '/agreements/sign', {
      agreement,
      signed_on,
      files: files.map((file) => file.stored!.id),
    });
    onClose();
  };
  const sent = async (_: unknown, items: PhotoItem[] = []) => {
    if (items.length === 0) throw new Error('请添加签字页照片');
    if (items.some((item) => !item.stored)) throw new Error('照片还在上传，请稍候');
  };
  return (
    <FormModal
      title={`登记签订：第 ${agreement} 版`}
      submit="登记"
      initial={{ signed_on: dayjs().format('YYYY-MM-DD') }}
      draftKey={`dispute-signing:${id}:${agreement}`}
      photos={['files']}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="signed_on"
        label="签订日期"
        rules={[{ required: true, message: '请选择日期' }]}
        extra="三十日后提醒回访。"
        {...dayProps}
      >
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
      <Form.Item name="files" label="签字页照片" required rules={[{ validator: sent }]} valuePropName="items">
        <Photos />
      </Form.Item>
    </FormModal>
  );
}

function Photos({ onChange }: { onChange?: (items: PhotoItem[]) => void }) {
  return <PhotoInput onChange={onChange ?? (() => {})} label="拍照或选择签字页" />;
}
