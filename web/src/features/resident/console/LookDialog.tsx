import { Button, Form, Input } from 'antd';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PURPOSES } from '../resident.ts';

interface Props {
  name: string;
  onLook: (purpose: string) => Promise<void>;
  onClose: () => void;
}

/** Asks what a masked value is needed for; who looked, when and why is kept. */
export function LookDialog({ name, onLook, onClose }: Props) {
  const send = async ({ purpose }: { purpose: string }) => {
    await onLook(purpose.trim());
    onClose();
  };
  return (
    <FormModal<{ purpose: string }>
      title={`查看${name}`}
      submit="查看"
      onSubmit={send}
      onClose={onClose}
      width={440}
    >
      {(form) => (
        <>
          <p className="hy-muted">原值显示一分钟。谁在什么时候、为什么查看，都会留下记录，本人也能看到。</p>
          <Form.Item
            name="purpose"
            label="用途"
            rules={[{ required: true, whitespace: true, min: 2, message: '请写明用途' }]}
          >
            <Input maxLength={200} placeholder="如：电话核实居住情况" />
          </Form.Item>
          <p className="hy-person-tags">
            {PURPOSES.map((purpose) => (
              <Button key={purpose} size="small" onClick={() => form.setFieldsValue({ purpose })}>
                {purpose}
              </Button>
            ))}
          </p>
        </>
      )}
    </FormModal>
  );
}
