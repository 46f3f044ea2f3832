import { Button, Popup } from 'antd-mobile';
import { PhoneFill } from 'antd-mobile-icons';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { newId } from '../../../api/id.ts';
import type { Answer, FormField } from '../../../api/types.ts';
import { SchemaForm } from '../../../ui/portal/SchemaForm.tsx';
import { type Member, refresh } from '../duty.ts';

const fields: FormField[] = [
  {
    ...{ name: 'text', kind: 'textarea', label: '要帮什么', required: true },
    ...{ min_length: 2, max_length: 1000 },
  },
  { name: 'files', kind: 'files', label: '照片' },
];

/** Somebody of the grid's team: called by phone, or asked for help in words. */
export function MemberCard({ member, calls }: { member: Member; calls: boolean }) {
  const [asking, ask] = useState(false);
  return (
    <div className="hy-duty-member">
      <span>
        <span className="hy-muted">{member.role_name}</span>
        <strong>{member.name}</strong>
        <span className="hy-muted">{[member.unit_name, member.services].filter(Boolean).join(' · ')}</span>
      </span>
      {calls ? (
        <span className="hy-duty-ways">
          {member.phone && (
            <a className="hy-duty-tel" href={`tel:${member.phone}`} aria-label={`拨打${member.name}`}>
              <PhoneFill /> {member.phone}
            </a>
          )}
          <Button size="small" onClick={() => ask(true)} aria-label={`请${member.name}帮忙`}>
            请帮忙
          </Button>
        </span>
      ) : (
        <span className="hy-muted">{member.phone}</span>
      )}
      {asking && <Asking member={member} onClose={() => ask(false)} />}
    </div>
  );
}

function Asking({ member, onClose }: { member: Member; onClose: () => void }) {
  const go = useNavigate();
  const [client_id] = useState(newId);
  const [sent, setSent] = useState<Answer<'callTeamMember', 201>>();
  const send = async (said: Record<string, unknown>) => {
    const made = await api.post<Answer<'callTeamMember', 201>>(`/api/team-members/${member.id}/call`, {
      client_id,
      ...said,
    });
    await refresh('matter');
    setSent(made);
  };
  return (
    <Popup visible onMaskClick={onClose} onClose={onClose} showCloseButton bodyClassName="hy-duty-popup">
      <h2>
        请{member.role_name}
        {member.name}帮忙
      </h2>
      {sent ? (
        <div className="hy-empty" role="status">
          已交给{sent.to}，编号 {sent.number}。
          <p>
            <Button color="primary" onClick={() => void go(`/matters/${sent.matter}`)}>
              看进度
            </Button>
          </p>
        </div>
      ) : (
        <SchemaForm fields={fields} submit="发出" draftKey={`team-call:${member.id}`} onSubmit={send} />
      )}
    </Popup>
  );
}
