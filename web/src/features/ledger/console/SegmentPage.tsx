import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Form, Input, Skeleton, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { flushSync } from 'react-dom';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { may, useMe } from '../../../api/session.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import { Bars } from './Bars.tsx';
import { type Member, refreshSegments, type Segment, useSegment } from './data.segment.ts';
import { ExportDialog } from './ExportDialog.tsx';
import { SegmentMap } from './SegmentMap.tsx';
import { Count } from './SegmentsPage.tsx';
import './ledger.css';

/** What a sheet of a segment has at first. */
const SHEET = ['name', 'sex', 'calc.age', 'id_number', 'phone', 'calc.grid', 'calc.address'];
const SEXES: Record<string, string> = { '1': '男', '2': '女' };

/** One segment: how many, where, who, and what is done with it. */
export default function SegmentPage() {
  const { id = '' } = useParams();
  // A page that stands would ask again for what is no more: it goes before the segment does.
  const [ending, setEnding] = useState(false);
  if (ending) return <Skeleton active title={false} />;
  return <There id={id} onEnding={(now) => flushSync(() => setEnding(now))} />;
}

interface Ending {
  onEnding: (ending: boolean) => void;
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
        <code className="hy-rule-said">{segment.rule}</code>
        <span className="hy-segment-about">
          <span>范围：{segment.area_name}</span>
          <span>{segment.shipped ? '随产品提供' : `建立人：${segment.owner}`}</span>
          <span>{segment.shared ? '已共享' : '仅自己可见'}</span>
          {segment.computed_at && (
            <span>
              <TimeAgo at={segment.computed_at} /> 全部重算，用时 {segment.took_ms} 毫秒
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

type Open = 'export' | 'notice' | null;

function Actions({ segment, area, onEnding }: Ending & { segment: Segment; area: string }) {
  const { data: me } = useMe();
  const { modal, message } = App.useApp();
  const go = useNavigate();
  const [open, setOpen] = useState<Open>(null);
  const own = segment.mine && may(me, 'ledger:segment');
  const share = async () => {
    const { version, shared } = segment;
    await api
      .patch(`/api/segments/${segment.id}`, { version, shared: !shared })
      .catch((error: unknown) => message.error(sayError(error)));
    await refreshSegments();
  };
  const retire = () =>
    modal.confirm({
      title: `停用“${segment.name}”？`,
      content: '停用后不再计算，也不再出现；人员信息不受影响。',
      okText: '停用',
      okButtonProps: { danger: true },
      onOk: async () => {
        onEnding(true);
        try {
          await api.delete(`/api/segments/${segment.id}`);
          await refreshSegments();
          await go('/segments');
        } catch (error) {
          onEnding(false);
          message.error(sayError(error));
        }
      },
    });
  const task = new URLSearchParams({ segment: segment.id, ...(area && { area }) });
  return (
    <>
      {may(me, 'duty:set') && (
        <Link to={`/duties/new?${task}`}>
          <Button type="primary" tabIndex={-1}>
            下达网格任务
          </Button>
        </Link>
      )}
      {may(me, 'ledger:segment') && <Button onClick={() => setOpen('notice')}>发通知</Button>}
      {may(me, 'resident:export') && <Button onClick={() => setOpen('export')}>导出</Button>}
      {own && (
        <>
          <Link to={`/segments/${segment.id}/edit`}>
            <Button tabIndex={-1}>修改</Button>
          </Link>
          <Button onClick={() => void share()}>{segment.shared ? '取消共享' : '共享'}</Button>
          <Button danger onClick={() => void retire()}>
            停用
          </Button>
        </>
      )}
      {open === 'export' && (
        <ExportDialog
          name={segment.name}
          columns={SHEET}
          whom={{ segment: segment.id, area }}
          count={area ? undefined : segment.people}
          onClose={() => setOpen(null)}
        />
      )}
      {open === 'notice' && <Notice segment={segment} area={area} onClose={() => setOpen(null)} />}
    </>
  );
}

interface NoticeValues {
  title: string;
  body: string;
}

function Notice({ segment, area, onClose }: { segment: Segment; area: string; onClose: () => void }) {
  const { modal } = App.useApp();
  const send = async (values: NoticeValues, client_id: string) => {
    const told = await api.post<Answer<'notifySegment', 201>>(`/api/segments/${segment.id}/notices`, {
      ...{ client_id, ...values },
      ...(area && { area }),
    });
    onClose();
    modal.success({
      title: `已发给 ${told.reached} 人`,
      content:
        told.people > told.reached
          ? `${told.people - told.reached} 人没有登录账号，收不到通知，可改为下达入户任务。`
          : undefined,
    });
  };
  return (
    <FormModal<NoticeValues>
      title={`给“${segment.name}”发通知`}
      submit="发送"
      draftKey={`segment:${segment.id}:notice`}
      onSubmit={send}
      onClose={onClose}
    >
      <Form.Item name="title" label="标题" rules={[{ required: true, min: 2, message: '请填写标题' }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="body" label="内容" rules={[{ required: true, min: 2, message: '请填写内容' }]}>
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 10 }} maxLength={1000} showCount />
      </Form.Item>
    </FormModal>
  );
}
