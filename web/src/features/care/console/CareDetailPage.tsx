import { Alert, Button, Tag } from 'antd';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { DetailPage } from '../../../ui/console/DetailPage.tsx';
import { LateMap } from '../../../ui/LateMap.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import { aboutOf } from '../../resident/resident.ts';
import { type CareDetail, dueLook, dueWords, useCare } from '../care.ts';
import { ChangeForm, EndForm } from './ChangeForms.tsx';
import { Duties } from './Duties.tsx';
import { VisitForm } from './VisitForm.tsx';
import { Visits } from './Visits.tsx';
import '../../matter/story.css';
import '../../matter/console/matter.css';
import '../care.css';

/** One person in care: the level, the next visit, who answers, and what was found when and where. */
export default function CareDetailPage() {
  const { id = '' } = useParams();
  const query = useCare(id);
  return (
    <DetailPage query={query} back={{ to: '/care', name: '关爱' }} missing="没有这位关爱对象">
      {(care) => <Known care={care} />}
    </DetailPage>
  );
}

function Known({ care }: { care: CareDetail }) {
  const placed = care.visits_list.filter(({ point }) => point);
  const [chosen, choose] = useState<string>();
  const shown = placed.find(({ id }) => id === chosen) ?? placed[0];
  return (
    <div className="hy-matter-page">
      <div>
        <Head care={care} />
        <Visits care={care} shown={shown?.id} onPlace={choose} />
      </div>
      <div>
        <Duties care={care} />
        {shown?.point && (
          <section className="hy-panel" aria-label="走访位置">
            <h2>走访位置</h2>
            <div className="hy-panel-map">
              <LateMap point={shown.point} zoom={16} />
            </div>
            <p className="hy-muted">
              {exactTime(shown.at).slice(0, -3)} {shown.by}
            </p>
          </section>
        )}
      </div>
    </div>
  );
}

function Head({ care }: { care: CareDetail }) {
  const [open, setOpen] = useState<'visit' | 'change' | 'end'>();
  const close = () => setOpen(undefined);
  const { person, abilities } = care;
  return (
    <section className="hy-panel">
      <h2 className="hy-matter-title">
        {person.name}
        <Tag color="processing">{care.level_name}</Tag>
        <Tag>{care.kind_name}</Tag>
        <span className="hy-panel-tool">
          {abilities.visit && (
            <Button type="primary" onClick={() => setOpen('visit')}>
              登记走访
            </Button>
          )}
          {abilities.manage && (
            <>
              <Button onClick={() => setOpen('change')}>调整级别</Button>
              <Button danger onClick={() => setOpen('end')}>
                结束关爱
              </Button>
            </>
          )}
        </span>
      </h2>
      {care.ended_on && <Alert type="info" showIcon title={`关爱已于 ${care.ended_on} 结束，只供查阅。`} />}
      <p className="hy-matter-facts">
        <span>{aboutOf(person)}</span>
        <span>{person.area_name}</span>
        <span>
          {person.house_id ? (
            <Link to={`/housing/houses/${person.house_id}`}>{person.address}</Link>
          ) : (
            '没有登记住处'
          )}
        </span>
        <span>电话：{person.phone ?? '未登记'}</span>
        <Link to={`/residents/${person.id}`}>人员信息</Link>
      </p>
      <p className="hy-care-next">
        {!care.ended_on && (
          <>
            <StateTag kind={dueLook(care.next_due, new Date())}>
              {dueWords(care.next_due, new Date())}
            </StateTag>
            <span>下次走访 {care.next_due}</span>
          </>
        )}
        <span className="hy-muted">
          {care.since} 纳入{care.why && `：${care.why}`}
        </span>
      </p>
      {open === 'visit' && <VisitForm care={care} onClose={close} />}
      {open === 'change' && <ChangeForm care={care} onClose={close} />}
      {open === 'end' && <EndForm care={care} onClose={close} />}
    </section>
  );
}
