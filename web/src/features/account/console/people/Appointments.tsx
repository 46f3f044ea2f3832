import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button } from 'antd';
import { useState } from 'react';
import { api } from '../../../../api/client.ts';
import { sayError } from '../../../../api/errors.ts';
import { queryClient } from '../../../../api/query.ts';
import type { Answer } from '../../../../api/types.ts';
import { TimeAgo } from '../../../../ui/TimeAgo.tsx';
import { peopleChanged } from './data.ts';
import { Half } from './Half.tsx';

type Appointment = Answer<'listAppointments'>['items'][number];

const again = () =>
  Promise.all([queryClient.invalidateQueries({ queryKey: ['appointment'] }), peopleChanged()]);

function Decide({ one, onHalf }: { one: Appointment; onHalf: (one: Appointment, half: string) => void }) {
  const { modal, message } = App.useApp();
  const own = !one.abilities.includes('agree');
  const decide = (how: 'agree' | 'refuse') =>
    api
      .post<{ half?: string }>(`/api/appointments/${one.id}/${how}`)
      .then(({ half }) => half && onHalf(one, half))
      .catch((error: unknown) => message.error(sayError(error)))
      .then(again);
  const ask = () =>
    modal.confirm({
      title: `同意 ${one.account.name} 担任${one.role_name}？`,
      content: '请先与本人和提请人核实。同意后对方现有登录全部结束，须用两半合成的一次性密码登录。',
      okText: '同意',
      onOk: () => decide('agree'),
    });
  return (
    <span className="hy-row">
      {!own && (
        <Button size="small" type="primary" onClick={ask}>
          同意
        </Button>
      )}
      {one.abilities.includes('refuse') && (
        <Button size="small" onClick={() => void decide('refuse')}>
          {own ? '撤回' : '不同意'}
        </Button>
      )}
    </span>
  );
}

/** Administrators who are to be appointed, until a second administrator has agreed or refused. */
export function Appointments() {
  const [shown, setShown] = useState<{ one: Appointment; half: string }>();
  const list = useQuery({
    queryKey: ['appointment', 'list'],
    queryFn: () => api.get<Answer<'listAppointments'>>('/api/appointments'),
  });
  return (
    <>
      {list.data?.items.map((one) => (
        <Alert
          key={one.id}
          type="warning"
          showIcon
          className="hy-form-fault"
          title={`${one.asked_by} 提请 ${one.account.name}（${one.account.username}）担任${one.role_name}`}
          description={
            <>
              <TimeAgo at={one.asked_at} />
              ，须由提请人以外的系统管理员或审计管理员确认。
            </>
          }
          action={<Decide one={one} onHalf={(asked, half) => setShown({ one: asked, half })} />}
        />
      ))}
      {shown && (
        <Half
          name={shown.one.account.name}
          which="后一半"
          half={shown.half}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}
