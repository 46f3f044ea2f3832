import { App, Button, Form } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo, untilMinute } from '../../../ui/TimeAgo.tsx';
import { ActionsPanel } from '../../matter/console/ActionsPanel.tsx';
import { Clocks } from '../../matter/console/Clocks.tsx';
import { PhaseBar } from '../../matter/console/PhaseBar.tsx';
import { Timeline } from '../../matter/console/Timeline.tsx';
import { type Detail, useMatter } from '../../matter/matter.ts';
import { noWhistle, refreshWhistle, useWhistle, type Whistle } from '../data.ts';
import { Parties } from '../Parties.tsx';
import { MembersField } from './MembersField.tsx';
import './whistle.css';

/** One whistle: who was called and came, what they did; what one may do now; where, by when, and its whole story. */
export default function WhistlePage() {
  const { id = '' } = useParams();
  const matter = useMatter(id);
  return (
    <Answered query={useWhistle(id)} missing={noWhistle}>
      {(whistle) => (
        <Answered query={matter}>{(found) => <Blown whistle={whistle} matter={found} />}</Answered>
      )}
    </Answered>
  );
}

function Blown({ whistle, matter }: { whistle: Whistle; matter: Detail }) {
  const { id } = whistle;
  return (
    <>
      <div className="hy-matter-bar">
        <Link to="/whistles">‹ 吹哨</Link>
        <Link to={`/whistles/${id}/dossier`}>
          <Button size="small">一哨一档</Button>
        </Link>
      </div>
      <div className="hy-matter-page">
        <div>
          <Head whistle={whistle} matter={matter} />
          <section className="hy-panel">
            <h2>
              到场部门
              <span className="hy-panel-tool">
                已到 <strong className="hy-whistle-count">{whistle.arrived}</strong> / {whistle.awaited}
              </span>
            </h2>
            <Parties parties={whistle.parties} />
          </section>
          <Team whistle={whistle} />
          <Timeline id={id} />
        </div>
        <div key={id}>
          <ActionsPanel matter={matter} />
          <Clocks id={id} clocks={clocksOf(matter)} />
          <section className="hy-panel">
            <h2>现场</h2>
            <p>{whistle.address || whistle.area.name}</p>
            <div className="hy-panel-map">
              <LateMap point={whistle.point} centre={whistle.point} />
            </div>
          </section>
        </div>
      </div>
    </>
  );
}

/** The limit for signing is here that of arriving. */
const clocksOf = (matter: Detail): Detail['clocks'] =>
  matter.clocks.map((clock) => (clock.kind === 'sign' ? { ...clock, kind_name: '报到时限' } : clock));

function Head({ whistle, matter }: { whistle: Whistle; matter: Detail }) {
  const photos = matter.files
    .filter((file) => file.stage === 'report')
    .map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }));
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">
        {whistle.title}
        <StateTag kind={whistle.phase}>{whistle.state_name}</StateTag>
      </h2>
      <PhaseBar matter={matter} />
      <dl className="hy-whistle-facts">
        <dt>编号</dt>
        <dd>{whistle.number}</dd>
        <dt>种类</dt>
        <dd>{whistle.kind_name}</dd>
        <dt>吹哨人</dt>
        <dd>
          {whistle.whistler} <TimeAgo at={whistle.created_at} />
        </dd>
        {whistle.parent && (
          <>
            <dt>关联事项</dt>
            <dd>
              <Link to={`/matters/${whistle.parent.id}`}>
                {whistle.parent.number} {whistle.parent.title}
              </Link>
            </dd>
          </>
        )}
        <dt>情况</dt>
        <dd>{whistle.text}</dd>
        {whistle.finish_by && (
          <>
            <dt>办结期限</dt>
            <dd>{untilMinute(whistle.finish_by)}</dd>
          </>
        )}
      </dl>
      <PhotoStrip photos={photos} />
    </section>
  );
}

interface MembersSaid {
  members: { kind: string; name: string; phone?: string; people?: number }[];
}

/** People called beside the departments; whoever blew the whistle notes that they came. */
function Team({ whistle }: { whistle: Whistle }) {
  const [adding, setAdding] = useState(false);
  const { message } = App.useApp();
  if (whistle.members.length === 0 && !whistle.may_muster) return null;
  const note = async (member: string) => {
    try {
      await api.post(`/api/whistles/${whistle.id}/members/${member}/arrival`);
      await refreshWhistle(whistle.id);
    } catch (error) {
      message.error(sayError(error));
    }
  };
  const add = async ({ members }: MembersSaid) => {
    await api.post(`/api/whistles/${whistle.id}/members`, { members });
    await refreshWhistle(whistle.id);
    setAdding(false);
  };
  return (
    <section className="hy-panel">
      <h2>
        力量编组
        {whistle.may_muster && (
          <span className="hy-panel-tool">
            <Button size="small" onClick={() => setAdding(true)}>
              添加力量
            </Button>
          </span>
        )}
      </h2>
      {whistle.members.length === 0 && <span className="hy-muted">没有召集部门之外的力量。</span>}
      <ul className="hy-whistle-rows">
        {whistle.members.map((member) => (
          <li key={member.id}>
            <strong>{member.kind_name}</strong>
            <span>{[member.unit?.name, member.name, member.phone].filter(Boolean).join(' ')}</span>
            <span>{member.people} 人</span>
            {member.arrived_at ? (
              <StateTag kind="done">{untilMinute(member.arrived_at)} 到场</StateTag>
            ) : whistle.may_muster ? (
              <Button size="small" onClick={() => void note(member.id)}>
                记到场
              </Button>
            ) : (
              <StateTag kind="waiting">未到场</StateTag>
            )}
          </li>
        ))}
      </ul>
      {adding && (
        <FormModal<MembersSaid>
          title="添加力量"
          draftKey={`whistle-team:${whistle.id}`}
          submit="添加"
          width={760}
          initial={{ members: [{ kind: 'volunteer', name: '', people: 1 }] }}
          onSubmit={add}
          onClose={() => setAdding(false)}
        >
          <Form.Item noStyle>
            <MembersField name="members" />
          </Form.Item>
        </FormModal>
      )}
    </section>
  );
}
