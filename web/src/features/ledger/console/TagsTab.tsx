import { Button, Empty, Form, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { api } from '../../../api/client.ts';
import { queryClient } from '../../../api/query.ts';
import { may, useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { useTags } from './data.table.ts';

/** The tags people are given by hand: what they mean, whom they are on, and a new one. */
export function TagsTab() {
  const { data: me } = useMe();
  const tags = useTags();
  const [adding, setAdding] = useState(false);
  const add = may(me, 'ledger:segment') && (
    <Button type="primary" onClick={() => setAdding(true)}>
      新建标签
    </Button>
  );
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <span className="hy-muted">
          在台账里选中人员，点“打标签”即可打上或去掉；条件里写作 "代码" in tags。
        </span>
        <span className="hy-ledger-end">{add}</span>
      </div>
      <Answered query={tags}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有标签。">
              {add}
            </Empty>
          ) : (
            <ul className="hy-segments" aria-label="标签">
              {items.map(({ code, name, note }) => (
                <li key={code} className="hy-segment">
                  <h3>
                    {name} <code className="hy-muted">{code}</code>
                  </h3>
                  {note && <p>{note}</p>}
                  <Link to={`/ledgers?${new URLSearchParams({ rule: `"${code}" in tags` })}`}>
                    看打上的人
                  </Link>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
      {adding && <NewTag onClose={() => setAdding(false)} />}
    </div>
  );
}

interface Values {
  code: string;
  name: string;
  note?: string;
}

function NewTag({ onClose }: { onClose: () => void }) {
  const send = async ({ code, name, note }: Values) => {
    await api.post('/api/tags', { code, name, ...(note && { note }) });
    await queryClient.invalidateQueries({ queryKey: ['tag'] });
    onClose();
  };
  return (
    <FormModal<Values> title="新建标签" submit="新建" draftKey="tag:new" onSubmit={send} onClose={onClose}>
      <Form.Item
        name="name"
        label="名称"
        rules={[{ required: true, min: 2, message: '请填写名称，至少两个字' }]}
      >
        <Input maxLength={60} placeholder="如：已完成体检" />
      </Form.Item>
      <Form.Item
        name="code"
        label="代码"
        extra="写条件时用，小写字母开头，可带数字和下划线；建立后不改。"
        rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{0,39}$/, message: '请用小写字母、数字、下划线' }]}
      >
        <Input maxLength={40} placeholder="如：checked_2026" />
      </Form.Item>
      <Form.Item name="note" label="说明">
        <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} placeholder="何时打上、何时去掉" />
      </Form.Item>
    </FormModal>
  );
}
