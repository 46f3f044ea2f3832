import { Checkbox, Form, Input, Slider } from 'antd';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import type { PhotoItem } from '../../../ui/usePhotos.ts';
import { type Project, refreshProjects } from '../project.ts';

interface Values {
  text: string;
  percent: number;
  milestones?: string[];
  files?: PhotoItem[];
}

/** How far a project is now: words, percent, milestones reached, photos. */
export function EntryForm({ project, onClose }: { project: Project; onClose: () => void }) {
  const save = async ({ files, ...values }: Values, client_id: string) => {
    const ids = (files ?? []).map((file) => file.stored!.id);
    await api.post(`/api/project-items/${project.id}/entries`, {
      client_id,
      ...values,
      ...(ids.length > 0 ? { files: ids } : {}),
    });
    await refreshProjects();
    onClose();
  };
  const sent = async (_: unknown, items: PhotoItem[] = []) => {
    if (items.some((item) => !item.stored)) throw new Error('照片还在上传，或没有传上，请稍候或移除');
  };
  const open = project.milestones.filter((step) => !step.done_on);
  return (
    <FormModal<Values>
      title={`填报进展：${project.name}`}
      submit="提交"
      initial={{ percent: project.percent }}
      draftKey={`project-entry:${project.id}:${project.percent}`}
      photos={['files']}
      onSubmit={save}
      onClose={onClose}
    >
      <Form.Item
        name="text"
        label="进展"
        rules={[{ required: true, whitespace: true, min: 2, message: '请写明进展' }]}
      >
        <Input.TextArea maxLength={1000} autoSize={{ minRows: 3 }} showCount />
      </Form.Item>
      <Form.Item name="percent" label="完成百分比">
        <Slider step={5} marks={{ 0: '0%', 50: '50%', 100: '100%' }} />
      </Form.Item>
      {open.length > 0 && (
        <Form.Item name="milestones" label="已到达的节点">
          <Checkbox.Group options={open.map(({ name }) => ({ value: name, label: name }))} />
        </Form.Item>
      )}
      <Form.Item name="files" label="照片" valuePropName="items" rules={[{ validator: sent }]}>
        <Photos />
      </Form.Item>
    </FormModal>
  );
}

const nobody = () => {};

function Photos({ onChange = nobody }: { onChange?: (items: PhotoItem[]) => void }) {
  return <PhotoInput onChange={onChange} />;
}
