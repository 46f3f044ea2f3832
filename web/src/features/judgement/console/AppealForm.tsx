import { App, Form, Input, Select } from 'antd';
import { useCallback, useRef } from 'react';
import { newId } from '../../../api/id.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import type { PhotoItem } from '../../../ui/usePhotos.ts';
import { appeal, type Judgement } from '../judgement.ts';

interface Said {
  unit: string;
  reason: string;
}

/** Photos of a form: what has been stored so far. */
export function usePhotoIds() {
  const items = useRef<PhotoItem[]>([]);
  const keep = useCallback((now: PhotoItem[]) => {
    items.current = now;
  }, []);
  return { keep, ids: () => items.current.flatMap(({ stored }) => stored?.id ?? []) };
}

interface Props {
  matter: string;
  against: Pick<Judgement, 'what' | 'target' | 'name' | 'appeal_by'>;
  onClose: () => void;
}

/** Appeals against one judgement: in whose name, why, and the evidence. */
export function AppealForm({ matter, against, onClose }: Props) {
  const { message } = App.useApp();
  const photos = usePhotoIds();
  const clientId = useRef(newId());
  const { what, target, name, appeal_by: units } = against;
  return (
    <FormModal<Said>
      title={`申诉：${name}`}
      submit="提交申诉"
      initial={{ unit: units[0]?.id }}
      onClose={onClose}
      onSubmit={async ({ unit, reason }) => {
        await appeal(matter, { what, target, unit, reason, files: photos.ids() }, clientId.current);
        message.success('申诉已提交，由上级指挥中心审理');
        onClose();
      }}
    >
      <p className="hy-muted">上级指挥中心受理后审定；同意的，这一项剔除、不计入考核，原评价保留可查。</p>
      {units.length > 1 && (
        <Form.Item name="unit" label="申诉单位">
          <Select options={units.map(({ id, name: label }) => ({ value: id, label }))} />
        </Form.Item>
      )}
      {units.length === 1 && <Form.Item name="unit" hidden />}
      <Form.Item
        name="reason"
        label="申诉理由"
        rules={[{ required: true, min: 4, message: '请写明理由，至少 4 个字' }]}
      >
        <Input.TextArea rows={4} maxLength={1000} placeholder="为什么这项评价不应计入，有什么依据" />
      </Form.Item>
      <Form.Item label="佐证材料">
        <PhotoInput onChange={photos.keep} label="上传照片或截图" />
      </Form.Item>
    </FormModal>
  );
}
