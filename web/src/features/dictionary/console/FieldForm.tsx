import { useQuery } from '@tanstack/react-query';
import { Form, Input, Select, Switch } from 'antd';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { type Field, itemTypeNames, refreshWords, subjects } from '../dictionary.ts';

interface Values {
  name: string;
  type: Field['type'];
  dictionary?: string;
  many?: boolean;
  sealed?: boolean;
}

/** An item of the city's own. */
export function NewField({ subject, onClose }: { subject: string; onClose: () => void }) {
  const lists = useQuery({
    queryKey: ['dictionary', 'list', ''],
    queryFn: () => api.get<Answer<'listDictionaries'>>('/api/dictionaries'),
  });
  const save = async ({ many, ...said }: Values) => {
    await api.post(`/api/registry/${subject}/items`, { ...said, ...(many && { many }) });
    await refreshWords();
    onClose();
  };
  return (
    <FormModal<Values>
      title={`增加数据项 · ${subjects[subject]}`}
      submit="增加"
      initial={{ type: 'text' }}
      draftKey={`dictionary:field:${subject}`}
      onSubmit={save}
      onClose={onClose}
    >
      {(form) => (
        <>
          <Form.Item
            name="name"
            label="名称"
            rules={[{ required: true, whitespace: true, message: '请填写名称' }]}
          >
            <Input maxLength={60} placeholder="如：养犬证号" />
          </Form.Item>
          <Form.Item name="type" label="类型" extra="建立后不能改。">
            <Select options={Object.entries(itemTypeNames).map(([value, label]) => ({ value, label }))} />
          </Form.Item>
          <Form.Item noStyle dependencies={['type']}>
            {() => form.getFieldValue('type') === 'code' && <OfCode lists={lists.data?.items ?? []} />}
          </Form.Item>
          <Form.Item
            name="sealed"
            label="加密存放"
            valuePropName="checked"
            extra="健康、财产等敏感内容请加密，平时不显示。电话、公民身份号码总是加密。"
          >
            <Switch />
          </Form.Item>
        </>
      )}
    </FormModal>
  );
}

function OfCode({ lists }: { lists: Answer<'listDictionaries'>['items'] }) {
  return (
    <>
      <Form.Item name="dictionary" label="代码表" rules={[{ required: true, message: '请选择代码表' }]}>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          placeholder="没有合适的，先新建一张代码表"
          options={lists.map(({ code, name }) => ({ value: code, label: name }))}
        />
      </Form.Item>
      <Form.Item name="many" label="可多选" valuePropName="checked">
        <Switch />
      </Form.Item>
    </>
  );
}

/** Which headings of sheets mean an item, beside those that are known. */
export function Headings({
  subject,
  field,
  onClose,
}: {
  subject: string;
  field: Field;
  onClose: () => void;
}) {
  const save = async ({ own_aliases }: { own_aliases: string[] }) => {
    await api.patch(`/api/registry/${subject}/items/${field.code}`, { version: field.version, own_aliases });
    await refreshWords();
    onClose();
  };
  return (
    <FormModal
      title={`${field.name} · 表头写法`}
      submit="保存"
      initial={{ own_aliases: field.own_aliases }}
      onSubmit={save}
      onClose={onClose}
    >
      {field.aliases.length > 0 && <p className="hy-muted">已认识：{field.aliases.join('、')}</p>}
      <Form.Item
        name="own_aliases"
        label="本市增加的写法"
        extra="导入表格、填报表时，见到这些表头就当作这一项。输入后按回车。"
      >
        <Select mode="tags" open={false} suffixIcon={null} tokenSeparators={['、', ',', '，']} />
      </Form.Item>
    </FormModal>
  );
}
