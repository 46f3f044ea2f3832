import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Skeleton, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { Bars } from './Bars.tsx';
import { type Member, type Segment, useSegment } from './data.segment.ts';
import { RuleWords } from './RuleWords.tsx';
import { Actions, type Ending } from './SegmentActions.tsx';
import { SegmentMap } from './SegmentMap.tsx';
import { Count } from './SegmentsPage.tsx';
import './ledger.css';

const SEXES: Record<string, string> = { '1': '男', '2': '女' };

/** One segment: how many, where, who, and what is done with it. */
export default function SegmentPage() {
  const { id = '' } = useParams();
  // A page that stands would ask again for what is no more: it goes before the segment does.
  const [ending, setEnding] = useState(false);
  if (ending) return <Skeleton active title={false} />;
  return <There id={id} onEnding={(now) => flushSync(() => setEnding(now))} />;
}

function There({ id, onEnding }: Ending & { id: string }) {
  const segment = useSegment(id);
  return (
    <Answered
      query={segment}
      missing={{
        title: '没有这个人群',
        hint: '可能已停用，或没有共享给您的单位。',
        back: '回到标签人群',
        to: '/segments',
      }}
    >
      {(data) => <Work segment={data} onEnding={onEnding} />}
    </Answered>
  );
}

function Work({ segment, onEnding }: Ending & { segment: Segment }) {
  const [params, setParams] = useSearchParams();
  const area = params.get('area') ?? '';
  const go = useNavigate();
  return (
    <div className="hy-segment-page">
      <section className="hy-card hy-stack">
        <div className="hy-segment-head">
          <Link to="/segments">
            <Button tabIndex={-1}>返回</Button>
          </Link>
          <h2>{segment.name}</h2>
          <Count segment={segment} />
          <span className="hy-ledger-end">
            <Actions segment={segment} area={area} onEnding={onEnding} />
          </span>
        </div>
        {segment.problem && <Alert type="error" showIcon title={segment.problem} />}
        {segment.note && <span>{segment.note}</span>}
        <RuleWords rule={segment.rule} />
        <span className="hy-segment-about">
          <span>范围：{segment.area_name}</span>
          <span>{segment.shipped ? '随产品提供' : `建立人：${segment.owner}`}</span>
          <span>{segment.shared ? '已共享' : '仅自己可见'}</span>
          {segment.computed_at && (
            <span>
              <TimeAgo at={segment.computed_at} /> 全部重算
            </span>
          )}
        </span>
      </section>
      <div className="hy-segment-where">
        <section className="hy-card" aria-label="各区域">
          <div className="hy-row">
            <h3 className="hy-head">各区域人数</h3>
            {area && (
              <Button size="small" type="link" onClick={() => setParams({})}>
                回到全部区域
              </Button>
            )}
          </div>
          <ByArea id={segment.id} area={area} onChoose={(next) => setParams({ area: next })} />
        </section>
        <SegmentMap id={segment.id} area={area} />
      </div>
      <Watermark>
        <div className="hy-segment-list">
          <PageTable<Member>
            key={area}
            noun="segment"
            url={`/api/segments/${segment.id}/people`}
            fixed={{ area }}
            columns={columns}
            width={860}
            onOpen={(person) => void go(`/residents/${person.id}`)}
            empty="这里没有符合条件的人。"
          />
        </div>
      </Watermark>
    </div>
  );
}

function ByArea({ id, area, onChoose }: { id: string; area: string; onChoose: (area: string) => void }) {
  const areas = useQuery({
    queryKey: ['segment', id, 'areas', area],
    queryFn: () => api.get<Answer<'countSegmentByArea'>>(`/api/segments/${id}/areas`, { area }),
  });
  return (
    <Answered query={areas}>
      {({ items }) => (
        <Bars
          label="各区域人数"
          bars={items
            .map(({ area_id, name, people }) => ({ key: area_id, name, people }))
            .sort((a, b) => b.people - a.people)}
          onChoose={onChoose}
        />
      )}
    </Answered>
  );
}

const columns: TableColumnsType<Member> = [
  {
    title: '姓名',
    key: 'name',
    width: 160,
    render: (_, { name, sex, birth_year }) => (
      <RowName more={[SEXES[sex ?? ''], birth_year && `${birth_year} 年生`].filter(Boolean).join(' · ')}>
        {name}
      </RowName>
    ),
  },
  { title: '身份证号', dataIndex: 'id_tail', width: 130 },
  { title: '电话', dataIndex: 'phone', width: 130 },
  {
    title: '网格',
    dataIndex: 'area_name',
    width: 180,
    render: (name: string) => <span title={name}>{name.split(' / ').at(-1)}</span>,
  },
  { title: '住址', dataIndex: 'address' },
];
