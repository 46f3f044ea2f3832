import { Alert, Button, Checkbox, Form, type FormInstance, Input, Radio, Segmented } from 'antd';
import { useEffect } from 'react';
import { AreaPicker } from '../../../../ui/console/AreaPicker.tsx';
import { Control, dateProps } from '../../../../ui/console/SchemaForm.tsx';
import { rulesOf } from '../../../../ui/form/fields.ts';
import type { CatalogType } from '../catalog.ts';
import { CategoryField } from './CategoryField.tsx';
import { AddressField } from './PlaceField.tsx';
import type { Call, Spot } from './types.ts';

interface Props {
  form: FormInstance<Call>;
  types: CatalogType[];
  type: CatalogType | undefined;
  faults: string[];
  busy: boolean;
  source: string;
  onSource: (source: string) => void;
  spot: Spot | null;
  onSpot: (spot: Spot | null) => void;
  onSend: () => void;
}

/** What the caller says, from top to bottom as one asks it. */
export function DeskForm(props: Props) {
  const { form, types, type, faults, busy, source, onSource, spot, onSpot, onSend } = props;
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={onSend}
      scrollToFirstError
      className="hy-panel hy-desk-form"
    >
      {faults.length > 0 && <Alert type="error" showIcon title={faults.join('；')} />}
      <div className="hy-desk-row">
        <Form.Item name={['contact', 'phone']} label="电话">
          <Input
            autoFocus
            inputMode="tel"
            maxLength={20}
            placeholder="来电号码，回车到内容"
            autoComplete="off"
          />
        </Form.Item>
        <Form.Item name={['contact', 'name']} label="称呼">
          <Input maxLength={40} placeholder="如：张女士" autoComplete="off" />
        </Form.Item>
        <Form.Item label="来源">
          <Segmented
            value={source}
            onChange={onSource}
            options={[
              { value: 'hotline', label: '热线' },
              { value: 'desk', label: '窗口' },
            ]}
          />
        </Form.Item>
      </div>
      <Form.Item name="type" label="类型（Alt + 数字）">
        <Radio.Group
          optionType="button"
          options={types.map((each, at) => ({ value: each.code, label: `${at + 1} ${each.name}` }))}
        />
      </Form.Item>
      <Form.Item
        name="text"
        label="内容"
        rules={[{ required: true, whitespace: true, message: '请写下来电人说的内容' }]}
      >
        <Input.TextArea
          autoSize={{ minRows: 4, maxRows: 10 }}
          maxLength={4000}
          placeholder="时间、地点、什么事、希望怎样解决"
        />
      </Form.Item>
      <Form.Item noStyle shouldUpdate={(before, now) => before.text !== now.text}>
        {({ getFieldValue }) => (
          <Form.Item name="category" label="类别">
            <CategoryField type={type?.code ?? ''} text={String(getFieldValue('text') ?? '')} />
          </Form.Item>
        )}
      </Form.Item>
      <Where form={form} spot={spot} onSpot={onSpot} />
      <Questions type={type} />
      <div className="hy-desk-send">
        <Form.Item name="urgent" valuePropName="checked" noStyle>
          <Checkbox>应急</Checkbox>
        </Form.Item>
        {type?.anonymous && (
          <Form.Item name="anonymous" valuePropName="checked" noStyle>
            <Checkbox>匿名</Checkbox>
          </Form.Item>
        )}
        <Confidential always={type?.confidential ?? false} />
        <Button type="primary" htmlType="submit" size="large" loading={busy}>
          登记 <span className="hy-key">Ctrl + Enter</span>
        </Button>
      </div>
    </Form>
  );
}

/** Asked for any kind; ticked and not to be unticked where the kind is always confidential. */
function Confidential({ always }: { always: boolean }) {
  if (always)
    return (
      <Checkbox checked disabled>
        保密（这一类一律保密）
      </Checkbox>
    );
  return (
    <Form.Item name="confidential" valuePropName="checked" noStyle>
      <Checkbox>保密</Checkbox>
    </Form.Item>
  );
}

/** Where it is: an address, a spot on the map, or at least the community; without any it cannot be given to anybody. */
function Where({ form, spot, onSpot }: Pick<Props, 'form' | 'spot' | 'onSpot'>) {
  // A pin set on the map answers what the address was refused for.
  useEffect(() => {
    if (spot) form.setFields([{ name: 'address', errors: [] }]);
  }, [form, spot]);
  const told = () =>
    spot || form.getFieldValue('address')?.trim() || form.getFieldValue('area')
      ? Promise.resolve()
      : Promise.reject(new Error('请填写地址、在图上点选，或选择社区'));
  return (
    <div className="hy-desk-row" data-place>
      <Form.Item
        name="address"
        label="地址（或在图上点、选社区）"
        required
        dependencies={['area']}
        rules={[{ validator: told }]}
      >
        <AddressField spot={spot} onSpot={onSpot} />
      </Form.Item>
      <Form.Item name="area" label="社区">
        <AreaField />
      </Form.Item>
    </div>
  );
}

function AreaField({
  value = '',
  onChange,
}: {
  value?: string;
  onChange?: (id: string | undefined) => void;
}) {
  return <AreaPicker value={value} onChange={(id) => onChange?.(id || undefined)} width={160} />;
}

/** The type's own questions. */
function Questions({ type }: { type: CatalogType | undefined }) {
  return (
    <div className="hy-desk-questions">
      {type?.form.map((field) => (
        <Form.Item
          key={`${type.code}.${field.name}`}
          name={['answers', field.name]}
          label={field.label}
          rules={rulesOf(field)}
          extra={field.help}
          {...dateProps(field)}
        >
          <Control field={field} />
        </Form.Item>
      ))}
    </div>
  );
}
