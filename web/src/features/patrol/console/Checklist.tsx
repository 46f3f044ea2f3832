import { Button, Form, Input, InputNumber, Select } from 'antd';
import { useCategories, useTypes } from '../../matter/console/catalog.ts';

const kinds = [
  { value: 'yes_no', label: '是 / 否' },
  { value: 'number', label: '数字' },
  { value: 'choice', label: '选择' },
  { value: 'photo', label: '必须拍照' },
  { value: 'text', label: '文字' },
];

/** The questions of a campaign, in their order; each says what counts as a problem and which matter it becomes. */
export function Checklist() {
  return (
    <Form.List name="items">
      {(rows, { add, remove }) => (
        <Form.Item label="检查清单" required>
          {rows.map((row) => (
            <Row
              key={row.key}
              at={row.name}
              onRemove={rows.length > 1 ? () => remove(row.name) : undefined}
            />
          ))}
          <Button
            type="dashed"
            onClick={() => add({ kind: 'yes_no', bad: 'no' })}
            disabled={rows.length >= 40}
          >
            加一项
          </Button>
        </Form.Item>
      )}
    </Form.List>
  );
}

function Row({ at, onRemove }: { at: number; onRemove?: () => void }) {
  const form = Form.useFormInstance();
  const kind = Form.useWatch(['items', at, 'kind'], form);
  const type = Form.useWatch(['items', at, 'matter_type'], form) as string | undefined;
  return (
    <fieldset className="hy-patrol-item" aria-label={`第 ${at + 1} 项`}>
      <Form.Item
        name={[at, 'label']}
        rules={[{ required: true, whitespace: true, message: '请填写检查内容' }]}
      >
        <Input maxLength={100} placeholder="检查内容，如：消防通道畅通" aria-label="检查内容" />
      </Form.Item>
      <Form.Item name={[at, 'kind']}>
        <Select options={kinds} aria-label="填写方式" />
      </Form.Item>
      <Problem at={at} kind={kind} />
      <Becomes at={at} type={type} />
      {onRemove && (
        <Button type="text" onClick={onRemove}>
          去掉
        </Button>
      )}
    </fieldset>
  );
}

/** Which answer is a problem, by the kind of question. */
function Problem({ at, kind }: { at: number; kind: string | undefined }) {
  if (kind === 'yes_no')
    return (
      <Form.Item name={[at, 'bad']}>
        <Select
          allowClear
          aria-label="哪个答案是问题"
          placeholder="哪个答案是问题"
          options={[
            { value: 'no', label: '答“否”是问题' },
            { value: 'yes', label: '答“是”是问题' },
          ]}
        />
      </Form.Item>
    );
  if (kind === 'number')
    return (
      <span className="hy-patrol-bounds">
        <Form.Item name={[at, 'min']}>
          <InputNumber placeholder="不低于" aria-label="下限" />
        </Form.Item>
        <Form.Item name={[at, 'max']}>
          <InputNumber placeholder="不高于" aria-label="上限" />
        </Form.Item>
      </span>
    );
  if (kind === 'choice')
    return (
      <span className="hy-patrol-bounds">
        <Form.Item name={[at, 'choices']} rules={[{ required: true, message: '请写选项' }]}>
          <Input placeholder="选项，用顿号分开" aria-label="选项" />
        </Form.Item>
        <Form.Item name={[at, 'bad_choices']}>
          <Input placeholder="其中哪些是问题" aria-label="问题选项" />
        </Form.Item>
      </span>
    );
  return <span className="hy-muted">写了说明的算问题</span>;
}

function Becomes({ at, type }: { at: number; type: string | undefined }) {
  const types = useTypes();
  const categories = useCategories(type ?? '');
  return (
    <span className="hy-patrol-bounds">
      <Form.Item name={[at, 'matter_type']}>
        <Select
          allowClear
          aria-label="问题转为"
          placeholder="问题转为"
          options={(types.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      {type && (
        <Form.Item name={[at, 'category']}>
          <Select
            allowClear
            aria-label="类别"
            placeholder="类别"
            showSearch={{ optionFilterProp: 'label' }}
            popupMatchSelectWidth={false}
            options={(categories.data?.items ?? [])
              .filter((each) => each.selectable)
              .map(({ code, path }) => ({ value: code, label: path }))}
          />
        </Form.Item>
      )}
    </span>
  );
}
