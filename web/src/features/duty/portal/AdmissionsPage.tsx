import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, CapsuleTabs, Skeleton } from 'antd-mobile';
import { type ReactNode, useState } from 'react';
import { Navigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { useMe } from '../../../api/session.ts';
import type { Page } from '../../../api/types.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Admission, Objection } from '../duty.ts';
import { Objecting } from './Objecting.tsx';
import './duty.css';

/** What departments may ask of one's grid, and what one objected to. */
export default function AdmissionsPage() {
  const { data: me } = useMe();
  const [tab, setTab] = useState('list');
  const [objecting, object] = useState(false);
  if (me && !me.account) return <Navigate to="/login?next=/admissions" replace />;
  return (
    <PortalPage
      title="准入清单"
      back
      foot={
        <div className="hy-foot">
          <Button block color="primary" size="large" onClick={() => object(true)}>
            不在清单，提出异议
          </Button>
        </div>
      }
    >
      <CapsuleTabs activeKey={tab} onChange={setTab} className="hy-ways">
        <CapsuleTabs.Tab key="list" title="清单" />
        <CapsuleTabs.Tab key="mine" title="我的异议" />
      </CapsuleTabs>
      {tab === 'list' ? <Listed /> : <Mine />}
      {objecting && <Objecting onClose={() => object(false)} />}
    </PortalPage>
  );
}

function Rows<T>(props: {
  noun: string;
  url: string;
  query: Record<string, string>;
  empty: string;
  draw: (row: T) => ReactNode;
}) {
  const { noun, url, query, empty, draw } = props;
  const list = useInfiniteQuery({
    queryKey: [noun, 'list', 'phone', query],
    initialPageParam: '',
    queryFn: ({ pageParam }) => api.get<Page<T>>(url, { ...query, cursor: pageParam, limit: 30 }),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      {list.isPending && <Skeleton.Paragraph animated lineCount={6} />}
      {list.isError && <Fault error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <div className="hy-empty">{empty}</div>}
      {rows.map(draw)}
      {list.hasNextPage && (
        <Button block fill="none" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          加载更多
        </Button>
      )}
    </>
  );
}

const inForce = { standing: 'in_force' };
const all = {};

const Listed = () => (
  <Rows<Admission>
    noun="duty_admission"
    url="/api/admissions"
    query={inForce}
    empty="清单上还没有本网格的事项：部门不能直接向您派活。"
    draw={(entry) => (
      <section key={entry.id} className="hy-card hy-duty-row">
        <strong>{entry.name}</strong>
        <span className="hy-muted">
          {entry.line_name} · {entry.unit_name}
        </span>
        <span>{entry.content}</span>
        <span className="hy-muted">
          {entry.often} · {entry.from_on} 至 {entry.to_on}
        </span>
      </section>
    )}
  />
);

const words: Record<string, { word: string; look: string }> = {
  open: { word: '待答复', look: 'waiting' },
  upheld: { word: '异议成立', look: 'done' },
  dismissed: { word: '不成立', look: 'ended' },
};

const Mine = () => (
  <Rows<Objection>
    noun="duty_objection"
    url="/api/duty-objections"
    query={all}
    empty="您还没有提出过异议。"
    draw={(one) => (
      <section key={one.id} className="hy-card hy-duty-row">
        <span>
          <StateTag kind={words[one.state]?.look ?? ''}>{words[one.state]?.word}</StateTag>
        </span>
        <strong>{one.text}</strong>
        <span className="hy-muted">
          {one.duty ? `${one.duty.title} · ` : ''}
          <TimeAgo at={one.at} />
        </span>
        {one.reply && <span>答复：{one.reply}</span>}
      </section>
    )}
  />
);
