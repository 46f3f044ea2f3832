import { Button, Empty, Tag } from 'antd';
import { Link } from 'react-router';
import { may, useMe } from '../../../api/session.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { isComputing, type Segment, useSegments } from './data.segment.ts';
import { TagsTab } from './TagsTab.tsx';
import './ledger.css';

/** 标签人群: people by a rule, each with its number; and the tags that are set by hand. */
export default function SegmentsPage() {
  return (
    <PageTabs
      tabs={[
        { key: 'segments', label: '人群', children: <Cards /> },
        { key: 'tags', label: '手工标签', children: <TagsTab /> },
      ]}
    />
  );
}

function Cards() {
  const { data: me } = useMe();
  const segments = useSegments();
  const add = may(me, 'ledger:segment') && (
    <Link to="/segments/new">
      <Button type="primary" tabIndex={-1}>
        建立人群
      </Button>
    </Link>
  );
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <span className="hy-muted">按条件自动计算，人员信息变动后随即更新；人数只算您能看到的范围。</span>
        <span className="hy-ledger-end">{add}</span>
      </div>
      <Answered query={segments}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty
              image={Empty.PRESENTED_IMAGE_SIMPLE}
              description="还没有人群。写一个条件，符合的人随时在册。"
            >
              {add}
            </Empty>
          ) : (
            <ul className="hy-segments" aria-label="人群">
              {items.map((segment) => (
                <li key={segment.id}>
                  <Card segment={segment} />
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </div>
  );
}

function Card({ segment }: { segment: Segment }) {
  return (
    <Link to={`/segments/${segment.id}`} className="hy-segment">
      <h3>{segment.name}</h3>
      <Count segment={segment} />
      {segment.note && <p>{segment.note}</p>}
      <span className="hy-segment-about">
        <span>{segment.area_name}</span>
        <span>{segment.shipped ? '随产品提供' : segment.mine ? '我建立的' : segment.owner}</span>
        {segment.shared && !segment.shipped && <span>已共享</span>}
      </span>
    </Link>
  );
}

/** The number at once; the last one while a new rule is worked out. */
export function Count({ segment }: { segment: Segment }) {
  return (
    <span className="hy-row">
      <strong className="hy-segment-n">
        {segment.people.toLocaleString('zh-CN')}
        <small>人</small>
      </strong>
      {isComputing(segment) && <Tag color="processing">计算中</Tag>}
      {segment.state === 'failed' && <Tag color="error">未完成</Tag>}
    </span>
  );
}
