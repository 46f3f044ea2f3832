import { DatePicker, Form, Input, Radio } from 'antd';
import dayjs from 'dayjs';
import { api } from '../../../api/client.ts';
import { momentProps } from '../../../ui/console/dates.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import type { PhotoItem } from '../../../ui/usePhotos.ts';
import {
  type CareDetail,
  careChanged,
  optionsOf,
  RESULTS,
  useCareLevels,
  type Visit,
  WAYS,
} from '../care.ts';

interface Said {
  at: string;
  way: Visit['way'];
  result: Visit['result'];
  text: string;
  files?: PhotoItem[];
}

const settled = async (_: unknown, items: PhotoItem[] = []) => {
  if (items.some(({ error }) => error)) throw new Error('有照片没有传上，请重试或移除');
  if (items.some(({ stored }) => !stored)) throw new Error('照片还在上传，请稍候');
};

/** A visit written down at the desk, often one by phone; where nobody knows where it was, no position is sent. */
export function VisitForm({ care, onClose }: { care: CareDetail; onClose: () => void }) {
  const levels = useCareLevels();
  const level = levels.data?.items.find(({ code }) => code === care.level);
  const send = async ({ files = [], ...said }: Said, client_id: string) => {
    const ids = files.flatMap(({ stored }) => stored?.id ?? []);
    const body = { client_id, ...said, ...(ids.length > 0 && { files: ids }) };
    await api.post(`/api/care/${care.id}/visits`, body);
    await careChanged();
    onClose();
  };
  return (
    <FormModal<Said>
      title={`登记走访：${care.person.name}`}
      submit="登记"
      draftKey={`care-visit:${care.id}`}
      photos={['files']}
      initial={{ at: new Date().toISOString(), way: 'phone' }}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item
        name="way"
        label="方式"
        extra={level && `${level.name}：${level.ways.map((way) => WAYS[way]).join('、')}才算一次走访。`}
      >
        <Radio.Group optionType="button" options={optionsOf(WAYS)} />
      </Form.Item>
      <Form.Item name="result" label="情况" rules={[{ required: true, message: '请选择情况' }]}>
        <Radio.Group optionType="button" options={optionsOf(RESULTS)} />
      </Form.Item>
      <Form.Item
        name="at"
        label="走访时间"
        rules={[{ required: true, message: '请选择走访时间' }]}
        {...momentProps}
      >
        <DatePicker
          showTime={{ format: 'HH:mm' }}
          format="YYYY-MM-DD HH:mm"
          disabledDate={(day) => day.isAfter(dayjs())}
          style={{ width: '100%' }}
        />
      </Form.Item>
      <Form.Item
        name="text"
        label="走访记录"
        rules={[{ required: true, whitespace: true, message: '请写走访记录' }]}
      >
        <Input.TextArea
          maxLength={2000}
          autoSize={{ minRows: 3, maxRows: 10 }}
          placeholder="身体、生活、安全情况，反映了什么"
        />
      </Form.Item>
      <Form.Item name="files" label="照片" rules={[{ validator: settled }]}>
        <Photos />
      </Form.Item>
    </FormModal>
  );
}

const Photos = ({ onChange = () => {} }: { onChange?: (items: PhotoItem[]) => void }) => (
  <PhotoInput onChange={onChange} label="添加照片" />
);
