import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { components } from '../../../api/schema.d.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { stateNames, stateTones } from '../words.ts';
import { EndForm, type Ending } from './EndForm.tsx';
import './finding.css';

export type Finding = components['schemas']['FindingDetail'];

/** One finding: which calls, where, and how it is ended. */
export default function FindingPage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['finding', id],
    queryFn: () => api.get<Finding>(`/api/findings/${id}`),
  });
  return (
    <Answered query={query} missing={{ title: '没有这条预警', back: '回到重复与热点', to: '/findings' }}>
      {(finding) => <Found finding={finding} />}
    </Answered>
  );
}

function Found({ finding }: { finding: Finding }) {
  return (
    <>
      <div className="hy-matter-bar">
        <Link to="/findings">‹ 重复与热点</Link>
      </div>
      <div className="hy-matter-page">
        <div>
          <Head finding={finding} />
          <Calls finding={finding} />
        </div>
        <div>
          {finding.may_handle && <Acts finding={finding} />}
          {finding.point && (
            <section className="hy-panel">
              <h2>位置</h2>
              <LateMap point={finding.point} zoom={16} />
            </section>
          )}
        </div>
      </div>
    </>
  );
}

function Head({ finding }: { finding: Finding }) {
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">{finding.title}</h2>
      <p className="hy-matter-facts">
        <StateTag kind={stateTones[finding.state]}>{stateNames[finding.state]}</StateTag>
        <span>
          {finding.days} 天内 {finding.n} 件{finding.radius !== null && ` · ${finding.radius} 米以内`}
        </span>
        <span>{finding.area.full_name}</span>
        <span className="hy-muted">
          最近一件 <TimeAgo at={finding.last_at} />
        </span>
      </p>
      {finding.kind === 'caller' && (
        <p className="hy-muted">同一来电人的事项放在一起看，有助于一次解决；姓名、电话不在这里显示。</p>
      )}
      {finding.words && <p className="hy-said">{finding.words}</p>}
      {finding.governed_by && (
        <p>
          专项治理：<Link to={`/matters/${finding.governed_by.id}`}>{finding.governed_by.number}</Link>
        </p>
      )}
    </section>
  );
}

function Calls({ finding }: { finding: Finding }) {
  return (
    <section className="hy-panel" aria-label="涉及事项">
      <h2>涉及事项</h2>
      <ul className="hy-finding-calls">
        {finding.matters.map((matter) => (
          <li key={matter.id}>
            <Link to={`/matters/${matter.id}`}>{matter.title}</Link>
            <span className="hy-muted">
              {matter.number} · <TimeAgo at={matter.created_at} />
            </span>
          </li>
        ))}
      </ul>
      {finding.others > 0 && (
        <p className="hy-muted">另有 {finding.others} 件没有列出：您无权查看，或比列出的更早。</p>
      )}
    </section>
  );
}

function Acts({ finding }: { finding: Finding }) {
  const [ending, setEnding] = useState<Ending>();
  return (
    <section className="hy-panel" aria-label="处理">
      <h2>处理</h2>
      <div className="hy-finding-acts">
        {finding.kind === 'place' && (
          <Button type="primary" onClick={() => setEnding('govern')}>
            转为专项治理
          </Button>
        )}
        <Button onClick={() => setEnding('close')}>处理完毕</Button>
      </div>
      {ending && <EndForm finding={finding} ending={ending} onClose={() => setEnding(undefined)} />}
    </section>
  );
}
