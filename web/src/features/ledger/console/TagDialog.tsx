import { Alert, App, Modal, Radio, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import type { Answer } from '../../../api/types.ts';
import { useTags } from './data.table.ts';

/** So many are tagged in one go. */
const MOST = 1000;

/** A tag is put on the chosen people, or taken off. */
export function TagDialog({ people, onClose }: { people: readonly string[]; onClose: () => void }) {
  const { message } = App.useApp();
  const tags = useTags();
  const [code, setCode] = useState<string | null>(null);
  const [way, setWay] = useState<'add' | 'remove'>('add');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState('');
  const send = async () => {
    setBusy(true);
    setFault('');
    try {
      let changed = 0;
      for (let at = 0; at < people.length; at += MOST) {
        const done = await api.post<Answer<'tagPeople'>>(`/api/tags/${code}/people`, {
          [way]: people.slice(at, at + MOST),
        });
        changed += done.added + done.removed;
      }
      await queryClient.invalidateQueries({ queryKey: ['segment'] });
      await queryClient.invalidateQueries({ queryKey: ['ledger', 'list'] });
      await queryClient.resetQueries({ queryKey: ['ledger', 'rows'] });
      message.success(`${way === 'add' ? '已打上' : '已去掉'} ${changed} 人`);
      onClose();
    } catch (error) {
      setFault(sayError(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      title={`给 ${people.length.toLocaleString('zh-CN')} 人打标签`}
      okText="确定"
      okButtonProps={{ disabled: code === null }}
      confirmLoading={busy}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <div className="hy-bulk">
        {fault && <Alert type="error" showIcon title={fault} />}
        <Radio.Group
          value={way}
          onChange={(event) => setWay(event.target.value as 'add' | 'remove')}
          options={[
            { value: 'add', label: '打上' },
            { value: 'remove', label: '去掉' },
          ]}
        />
        <Select
          aria-label="标签"
          placeholder="选择标签"
          value={code}
          onChange={setCode}
          loading={tags.isLoading}
          options={(tags.data?.items ?? []).map((tag) => ({ value: tag.code, label: tag.name }))}
          showSearch={{ optionFilterProp: 'label' }}
        />
        <span className="hy-muted">
          没有合适的标签？在<Link to="/segments?tab=tags">标签人群</Link>里新建。
        </span>
      </div>
    </Modal>
  );
}
