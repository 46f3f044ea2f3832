import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { untilMinute } from '../../../ui/TimeAgo.tsx';
import { type Group, refreshWords } from '../dictionary.ts';
import './dictionary.css';

/** Sensitive groups: off unless the security administrator has decided otherwise, with a reason that stays. */
export function Groups() {
  const { data: me } = useMe();
  const [asked, ask] = useState<Group>();
  const query = useQuery({
    queryKey: ['dictionary', 'list', 'groups'],
    queryFn: () => api.get<Answer<'listSensitiveGroups'>>('/api/registry/groups'),
  });
  return (
    <div className="hy-stack">
      <Alert
        type="info"
        showIcon
        title="敏感群体的数据项默认停用。启用后仍须逐人授权“查看该群体”，内容加密存放，每次查看都要说明用途并留痕；不能批量导出，不能在地图上按群体查找。"
      />
      <Answered query={query} rows={8}>
        {({ items }) => (
          <ul className="hy-groups">
            {items.map((group) => (
              <li key={group.code} className="hy-card hy-group">
                <div>
                  <strong>{group.name}</strong>{' '}
                  <StateTag kind={group.on ? 'handle' : 'ended'}>{group.on ? '已启用' : '停用'}</StateTag>
                  <p className="hy-muted">
                    {group.fields} 个数据项 · 依据{group.law}
                  </p>
                  {group.decided_at && (
                    <p className="hy-muted">
                      {untilMinute(group.decided_at)} {group.decided_by ?? ''}：{group.reason}
                    </p>
                  )}
                </div>
                {may(me, 'dictionary:groups') && (
                  <Button danger={!group.on} onClick={() => ask(group)}>
                    {group.on ? '停用' : '启用'}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Answered>
      {asked && <Decision group={asked} onClose={() => ask(undefined)} />}
    </div>
  );
}

function Decision({ group, onClose }: { group: Group; onClose: () => void }) {
  const word = group.on ? '停用' : '启用';
  const save = async ({ reason }: { reason: string }) => {
    await api.post(`/api/registry/groups/${group.code}`, { version: group.version, on: !group.on, reason });
    await refreshWords();
    onClose();
  };
  return (
    <FormModal title={`${word}“${group.name}”的数据项`} submit={word} onSubmit={save} onClose={onClose}>
      <p className="hy-muted">
        {group.on
          ? '停用后，这些数据项不再出现在任何页面和表格里；已登记的内容保留，不能查看。'
          : '启用后，可以登记这类人员的专门数据项。请写明依据哪份文件、在什么范围使用。'}
      </p>
      <Form.Item
        name="reason"
        label="理由"
        rules={[{ required: true, whitespace: true, min: 4, message: '请写明理由，至少 4 个字' }]}
      >
        <Input.TextArea maxLength={300} autoSize={{ minRows: 3 }} />
      </Form.Item>
    </FormModal>
  );
}
