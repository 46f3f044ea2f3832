import { Button } from 'antd-mobile';
import { PhoneFill } from 'antd-mobile-icons';
import { useCallback, useState } from 'react';
import { useNavigate } from 'react-router';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { AreaPicker, type Community } from './report/AreaPicker.tsx';
import { type Place, useGrid, useHere } from './report/place.ts';
import './home.css';
import './report/report.css';

const lines = [
  { number: '12345', name: '政务服务便民热线', about: '咨询、求助、投诉，全天' },
  { number: '110', name: '报警', about: '人身安全、治安' },
  { number: '119', name: '火警', about: '火灾、被困救援' },
  { number: '120', name: '急救', about: '生病、受伤' },
  { number: '12348', name: '法律援助', about: '免费法律咨询' },
];
const kept = 'huying-community';

const at = ({ code, name }: Community) => new URLSearchParams({ area: code, name }).toString();

function remembered(): Community | undefined {
  try {
    return JSON.parse(localStorage.getItem(kept) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/** Whom one can call: one's community first, then the numbers that always answer. */
export default function CallPage() {
  return (
    <PortalPage title="呼叫" back>
      <MyCommunity />
      <MyGrid />
      <section className="hy-card hy-lines">
        <h2>电话</h2>
        {lines.map((line) => (
          <a key={line.number} href={`tel:${line.number}`} className="hy-line">
            <span>
              <strong>
                {line.number} {line.name}
              </strong>
              <span className="hy-muted">{line.about}</span>
            </span>
            <PhoneFill />
          </a>
        ))}
      </section>
    </PortalPage>
  );
}

/** The way to who stands by one's own grid. */
function MyGrid() {
  const go = useNavigate();
  return (
    <section className="hy-card">
      <h2>我的网格</h2>
      <Button block size="large" onClick={() => void go('/my-grid')}>
        找民警、医生、律师、楼栋长
      </Button>
    </section>
  );
}

/** The community of the place where the phone is, or the one chosen; it is remembered on this device. */
function MyCommunity() {
  const go = useNavigate();
  const [chosen, setChosen] = useState(remembered);
  const [point, setPoint] = useState<Place['point']>(null);
  const here = useHere(useCallback((at) => setPoint(at), []));
  const parents = useGrid(chosen ? null : point).data?.grid?.parents ?? [];
  const found = parents.find((area) => area.level === 'community');
  const community = chosen ?? found;
  const choose = (area: Community) => {
    localStorage.setItem(kept, JSON.stringify(area));
    setChosen(area);
  };
  return (
    <section className="hy-card hy-place">
      <h2>我的社区</h2>
      {community ? (
        <>
          <p>
            <strong>{community.name}</strong>
            <span className="hy-muted"> · 收到后会在“消息”里答复您</span>
          </p>
          <Button block color="primary" size="large" onClick={() => void go(`/report?${at(community)}`)}>
            找社区居委会
          </Button>
          <Button block size="large" onClick={() => void go(`/report?type=repair&${at(community)}`)}>
            找物业报修
          </Button>
        </>
      ) : (
        here.state === 'ask' && (
          <div className="hy-ask">
            <span>用您现在的位置，找到您的社区。</span>
            <Button size="small" color="primary" onClick={here.ask}>
              用我的位置
            </Button>
          </div>
        )
      )}
      <AreaPicker value={community} onChange={choose} ask="选择我的社区" />
    </section>
  );
}
