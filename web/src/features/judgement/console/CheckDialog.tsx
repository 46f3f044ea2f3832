import { App, Form, Input, Modal, Radio } from 'antd';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Check, judged } from '../judgement.ts';
import { usePhotoIds } from './AppealForm.tsx';

interface Said {
  outcome: 'confirmed' | 'false_closing';
  note: string;
}

/** One matter of a spot check: what was answered, and what was found there. */
export function CheckDialog({ check, onClose }: { check: Check; onClose: () => void }) {
  return check.state === 'open' ? (
    <OutcomeForm check={check} onClose={onClose} />
  ) : (
    <Found check={check} onClose={onClose} />
  );
}

function MatterLine({ check }: { check: Check }) {
  const { matter } = check;
  return (
    <>
      <p>
        <Link to={`/matters/${matter.id}`}>{matter.title}</Link>{' '}
        <span className="hy-muted">
          {matter.number} · {matter.state_name} · {matter.area} {matter.address}
        </span>
      </p>
      <p className="hy-said">答复：{matter.public_reply ?? '没有公开答复'}</p>
    </>
  );
}

function OutcomeForm({ check, onClose }: { check: Check; onClose: () => void }) {
  const { message } = App.useApp();
  const photos = usePhotoIds();
  return (
    <FormModal<Said>
      title="抽查核实"
      submit="提交核实结果"
      onClose={onClose}
      onSubmit={async (said) => {
        await api.post(`/api/checks/${check.id}/outcome`, {
          version: check.version,
          ...said,
          files: photos.ids(),
        });
        message.success(said.outcome === 'confirmed' ? '已记为属实' : '已认定虚假办结，事项退回重新办理');
        await judged(check.matter.id);
        onClose();
      }}
    >
      <MatterLine check={check} />
      <Form.Item name="outcome" label="是否真正办结" rules={[{ required: true, message: '请选择核实结果' }]}>
        <Radio.Group
          options={[
            { value: 'confirmed', label: '属实，已办结' },
            { value: 'false_closing', label: '虚假办结，退回重新办理' },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="note"
        label="核实情况"
        rules={[{ required: true, min: 4, message: '请写明怎样核实、看到什么，至少 4 个字' }]}
      >
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
      <Form.Item label="现场照片">
        <PhotoInput onChange={photos.keep} />
      </Form.Item>
    </FormModal>
  );
}

function Found({ check, onClose }: { check: Check; onClose: () => void }) {
  const photos = check.files.map(({ id, url, thumb_url: thumb }) => ({ id, url, thumb }));
  return (
    <Modal open title="抽查核实" footer={null} onCancel={onClose}>
      <MatterLine check={check} />
      <p>
        <StateTag kind={check.state === 'confirmed' ? 'done' : 'returned'}>{check.state_name}</StateTag>{' '}
        {check.note}
      </p>
      <PhotoStrip photos={photos} />
      <p className="hy-muted">
        {check.by} {check.at && <TimeAgo at={check.at} />}
        {check.closed_by && ` · 办结单位 ${check.closed_by.name}`}
      </p>
    </Modal>
  );
}
