import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useState } from 'react';
import { api } from '../../../../api/client.ts';
import { may, useMe } from '../../../../api/session.ts';
import type { Answer } from '../../../../api/types.ts';
import { Answered } from '../../../../ui/console/Answered.tsx';
import { TimeAgo } from '../../../../ui/TimeAgo.tsx';
import { peopleChanged, type Staff } from './data.ts';
import { Half } from './Half.tsx';
import { OneTime } from './OneTime.tsx';
import { Relations } from './Relations.tsx';
import { SignIns } from './SignIns.tsx';
import { StaffActions } from './StaffActions.tsx';
import { StaffState } from './StaffTab.tsx';

/** One member of staff: who, with which roles, and what the reader may do about it (from `abilities`). */
export function StaffDrawer({ id, onClose }: { id: string | null; onClose: () => void }) {
  const staff = useQuery({
    queryKey: ['staff', id],
    enabled: id !== null,
    queryFn: () => api.get<Answer<'getStaff'>>(`/api/staff/${id}`),
  });
  return (
    <Drawer
      open={id !== null}
      onClose={onClose}
      title={staff.data?.name ?? '人员'}
      size={520}
      destroyOnHidden
    >
      <Answered query={staff}>{(data) => <Page staff={data} />}</Answered>
    </Drawer>
  );
}

function Page({ staff }: { staff: Staff }) {
  const { data: me } = useMe();
  const [password, setPassword] = useState<string>();
  const [half, setHalf] = useState<string>();
  return (
    <div className="hy-stack">
      <dl className="hy-facts">
        <dt>用户名</dt>
        <dd>{staff.username}</dd>
        <dt>手机</dt>
        <dd>{staff.phone_masked ?? '未登记'}</dd>
        <dt>状态</dt>
        <dd>
          <StaffState staff={staff} />
        </dd>
        <dt>建立</dt>
        <dd>
          <TimeAgo at={staff.created_at} />
        </dd>
      </dl>
      <StaffActions staff={staff} onPassword={setPassword} />
      <Relations staff={staff} onHalf={setHalf} />
      {staff.abilities.length === 0 && (
        <p className="hy-muted">您只能查看这个账号：管理员账号归安全管理员，业务账号归系统管理员。</p>
      )}
      {may(me, 'account:security', 'audit:read') && <SignIns account={staff.id} />}
      {half && <Half name={staff.name} which="前一半" half={half} onClose={() => setHalf(undefined)} />}
      {password && (
        <OneTime
          name={staff.name}
          username={staff.username}
          password={password}
          onClose={() => {
            setPassword(undefined);
            void peopleChanged();
          }}
        />
      )}
    </div>
  );
}
