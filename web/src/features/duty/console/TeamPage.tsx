import { Button, Empty } from 'antd';
import { type ReactNode, useState } from 'react';
import { useSearchParams } from 'react-router';
import { useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { AreaPicker } from '../../../ui/console/AreaPicker.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { type Member, type Neighbour, type Team, useTeam } from '../duty.ts';
import { MemberForm } from './MemberForm.tsx';
import { NeighbourForm } from './NeighbourForm.tsx';
import { StationForm } from './StationForm.tsx';
import './duty.css';

/** Who stands by a grid or a community: edited by the community's staff, seen by its residents. */
export default function TeamPage() {
  const { data: me } = useMe();
  const [params, setParams] = useSearchParams();
  const own = me?.account?.areas.find(({ level }) => level === 'grid' || level === 'community');
  const area = params.get('area') ?? own?.id;
  const team = useTeam(area);
  return (
    <div className="hy-stack">
      <section className="hy-panel">
        <h2>组团服务</h2>
        <AreaPicker
          value={area ?? ''}
          onChange={(id) => setParams(id ? { area: id } : {}, { replace: true })}
          width={320}
        />
        <p className="hy-muted">选社区，登记服务全社区的成员和社区党委；选网格，登记本网格的。</p>
      </section>
      {area ? (
        <Answered query={team} missing={{ title: '请选择社区或网格', back: '重新选择', to: '/teams' }}>
          {(found) => <Parts team={found} />}
        </Answered>
      ) : (
        <Empty description="请选择网格或社区。" />
      )}
    </div>
  );
}

function Parts({ team }: { team: Team }) {
  return (
    <div className="hy-team">
      <StationPanel team={team} />
      <div className="hy-stack">
        <Members team={team} />
        <Neighbours team={team} />
      </div>
    </div>
  );
}

function StationPanel({ team }: { team: Team }) {
  const [editing, edit] = useState(false);
  const station = team.stations.find((one) => one.area.id === team.area.id);
  return (
    <section className="hy-panel" aria-label="工作站">
      <h2>
        网格工作站
        {team.edits && (
          <span className="hy-panel-tool">
            <Button size="small" onClick={() => edit(true)}>
              {station ? '修改' : '设站'}
            </Button>
          </span>
        )}
      </h2>
      {station ? (
        <>
          <p>
            <strong>{station.name}</strong>
            <br />
            {station.address}
            <br />
            <span className="hy-muted">{[station.hours, station.phone].filter(Boolean).join(' · ')}</span>
          </p>
          {station.point && <LateMap point={station.point} zoom={15} />}
        </>
      ) : (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description="还没有工作站。" />
      )}
      {editing && <StationForm team={team} station={station} onClose={() => edit(false)} />}
    </section>
  );
}

interface RosterProps<T> {
  label: string;
  title: string;
  /** Buttons at the right of the title, for who edits. */
  tools: ReactNode;
  rows: T[];
  empty: string;
  columns: [head: string, cell: (row: T) => ReactNode][];
  /** Opens a row for change; none for those of another area. */
  onEdit: ((row: T) => void) | undefined;
  area: string;
}

/** Those who stand by an area, in rows; those of the community above it are changed there. */
function Roster<T extends { id: string; area: { id: string } }>(props: RosterProps<T>) {
  const { label, title, tools, rows, empty, columns, onEdit, area } = props;
  return (
    <section className="hy-panel" aria-label={label}>
      <h2>
        {title}
        {onEdit && <span className="hy-panel-tool">{tools}</span>}
      </h2>
      {rows.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={empty} />
      ) : (
        <div className="hy-roster">
          <table className="hy-tasks">
            <thead>
              <tr>
                {columns.map(([head]) => (
                  <th key={head}>{head}</th>
                ))}
                <th />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  {columns.map(([head, cell]) => (
                    <td key={head}>{cell(row) ?? '—'}</td>
                  ))}
                  <td>
                    {onEdit && row.area.id === area && (
                      <Button size="small" type="link" onClick={() => onEdit(row)}>
                        修改
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

const named = (name: string, more: string | null) => (
  <>
    {name}
    <div className="hy-muted">{more}</div>
  </>
);

function Members({ team }: { team: Team }) {
  const [editing, edit] = useState<Member | 'new'>();
  const [past, showPast] = useState(false);
  return (
    <>
      <Roster<Member>
        label="服务团队"
        title={`服务团队 · ${team.area.name}`}
        tools={
          <>
            <Button size="small" onClick={() => showPast(!past)}>
              {past ? '看现在的' : `看以前的（${team.past.length}）`}
            </Button>
            <Button size="small" type="primary" onClick={() => edit('new')}>
              添加成员
            </Button>
          </>
        }
        rows={past ? team.past : team.members}
        empty={past ? '没有以前的成员。' : '还没有成员。添加民警、医生、律师等，居民在手机上就能找到。'}
        columns={[
          ['角色', (row) => row.role_name],
          ['姓名', (row) => named(row.name, row.unit_name)],
          ['工作电话', (row) => row.phone],
          ['能帮什么', (row) => row.services],
          ['服务范围', (row) => row.area.name],
          ['起止', (row) => `${row.from_on} 起${row.to_on ? `，至 ${row.to_on}` : ''}`],
        ]}
        onEdit={team.edits ? edit : undefined}
        area={team.area.id}
      />
      {editing && (
        <MemberForm
          area={team.area.id}
          member={editing === 'new' ? undefined : editing}
          onClose={() => edit(undefined)}
        />
      )}
    </>
  );
}

function Neighbours({ team }: { team: Team }) {
  const [editing, edit] = useState<Neighbour | 'new'>();
  const nameOf = new Map(team.neighbours.map((one) => [one.id, one.name]));
  return (
    <>
      <Roster<Neighbour>
        label="邻里组织"
        title="邻里组织"
        tools={
          <Button size="small" type="primary" onClick={() => edit('new')}>
            添加
          </Button>
        }
        rows={team.neighbours}
        empty="还没有登记。从社区党委开始，依次是网格党支部、邻里党小组、党员中心户和楼栋长。"
        columns={[
          ['种类', (row) => row.kind_name],
          ['名称', (row) => named(row.name, row.place)],
          ['负责人', (row) => row.head],
          ['工作电话', (row) => row.phone],
          ['上级', (row) => row.parent && nameOf.get(row.parent)],
        ]}
        onEdit={team.edits ? edit : undefined}
        area={team.area.id}
      />
      {editing && (
        <NeighbourForm
          team={team}
          neighbour={editing === 'new' ? undefined : editing}
          onClose={() => edit(undefined)}
        />
      )}
    </>
  );
}
