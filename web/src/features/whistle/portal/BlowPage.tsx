import { Skeleton, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { newId } from '../../../api/id.ts';
import { sendOrKeep } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import type { FormField, Point } from '../../../api/types.ts';
import type { Values } from '../../../ui/form/fields.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { SchemaForm } from '../../../ui/portal/SchemaForm.tsx';
import { type Detail, useMatter } from '../../matter/matter.ts';
import { arrivals, useWhistleKinds, type Whistle } from '../data.ts';
import '../fields.css';

const fieldsOf = (kinds: { code: string; name: string }[]): FormField[] => [
  {
    name: 'kind',
    kind: 'select',
    label: '种类',
    required: true,
    options: kinds.map(({ code, name }) => ({ value: code, label: name })),
  },
  { name: 'title', kind: 'text', label: '标题', required: true, max_length: 80 },
  { name: 'text', kind: 'textarea', label: '情况', required: true, max_length: 4000 },
  {
    name: 'departments',
    kind: 'units',
    label: '到场部门',
    required: true,
    help: '先选的一个主办，其余协办。此刻当班的人会收到通知，没人当班的通知到单位。',
  },
  { name: 'arrive_within', kind: 'select', label: '要求到场（不选按种类规定）', options: arrivals },
  { name: 'files', kind: 'files', label: '照片', max: 9 },
];

/** Blowing a whistle in the street, for a matter one has before one: which departments, by when. Without signal it waits on the phone. */
export default function BlowPage() {
  const { id = '' } = useParams();
  const { data: me } = useMe();
  const matter = useMatter(id);
  const kinds = useWhistleKinds();
  const error = matter.error ?? kinds.error;
  const retry = () => void Promise.all([matter.refetch(), kinds.refetch()]);
  const ready = me?.account && matter.data && kinds.data;
  return (
    <PortalPage title="吹哨" back>
      {error && !ready && <Fault whole error={error} onRetry={retry} />}
      {!error && !ready && <Skeleton.Paragraph animated lineCount={6} />}
      {ready && <Blow owner={me.account!.id} matter={matter.data!} kinds={kinds.data!.items} />}
    </PortalPage>
  );
}

interface Props {
  owner: string;
  matter: Detail;
  kinds: { code: string; name: string }[];
}

function Blow({ owner, matter, kinds }: Props) {
  const go = useNavigate();
  const [client_id] = useState(newId);
  const [point, setPoint] = useState<Point | null>(matter.point);
  const send = async (values: Values, unsent: File[]) => {
    const answer = await sendOrKeep<Whistle>({
      owner,
      label: `吹哨：${values.title}`,
      url: '/api/whistles',
      body: { ...values, client_id, parent: matter.id, address: matter.address, point: plain(point!) },
      files: unsent,
      lines: [{ label: '情况', text: String(values.text) }],
    });
    if (answer.kept) Toast.show({ content: '没有网络：已存在本机，有网时自动发送' });
    void go(`/matters/${answer.kept ? matter.id : answer.sent.id}`, { replace: true });
  };
  return (
    <>
      <section className="hy-card">
        <h2>到哪里</h2>
        <p className="hy-muted" role="status">
          {point
            ? `${matter.address || '地图上标出的位置'}，可点图改到别处。`
            : '这件事没有位置：请先在图上点出部门要到的地方。'}
        </p>
        <div className="hy-blow-map">
          <LateMap point={point} onPick={setPoint} zoom={16} locate />
        </div>
      </section>
      {point && (
        <SchemaForm
          fields={fieldsOf(kinds)}
          submit="吹哨"
          initial={{ title: matter.title, text: matter.text }}
          draftKey={`whistle:${matter.id}`}
          onSubmit={send}
        />
      )}
    </>
  );
}

const plain = ({ lng, lat }: Point): Point => ({ lng, lat });
