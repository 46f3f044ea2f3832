import { Form } from 'antd';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import { newId } from '../../../api/id.ts';
import { may, useMe } from '../../../api/session.ts';
import type { MatterRow } from '../../../api/types.ts';
import { answersOf } from '../../../ui/form/fields.ts';
import { type CatalogType, useTypes } from './catalog.ts';
import { CallerPanel } from './desk/CallerPanel.tsx';
import { DeskForm } from './desk/DeskForm.tsx';
import { DraftLines } from './desk/DraftLines.tsx';
import type { Draft } from './desk/draft.ts';
import { useDeskKeys } from './desk/keys.ts';
import { PlaceMap } from './desk/PlaceField.tsx';
import { Registered } from './desk/Registered.tsx';
import { useSettled } from './desk/settled.ts';
import type { Call, Spot } from './desk/types.ts';
import { SimilarLines, useSimilar } from './Similar.tsx';
import './desk/desk.css';

/** What goes to the server: only what was said. */
function callOf(call: Call, type: CatalogType, spot: Spot | null, source: string) {
  const { contact, answers, type: _type, area, ...rest } = call;
  const said = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined && value !== '' && value !== false),
  );
  const who = Object.fromEntries(Object.entries(contact ?? {}).filter(([, value]) => value));
  return {
    ...said,
    type: type.code,
    source: type.sources.some((each) => each.code === source) ? source : type.sources[0]?.code,
    ...(Object.keys(who).length > 0 && { contact: who }),
    ...(spot?.point && { point: spot.point }),
    ...((area || spot?.area) && { area: area ?? spot?.area?.id }),
    answers: answersOf(type.form, answers ?? {}),
  };
}

/** Takes calls and visitors at the counter, by keyboard alone: who, what, where; then the number to read out. */
export default function DeskPage() {
  const [params, setParams] = useSearchParams();
  const { data: me } = useMe();
  const { data: catalog } = useTypes();
  const [form] = Form.useForm<Call>();
  const [spot, setSpot] = useState<Spot | null>(null);
  const [source, setSource] = useState('');
  const [clientId, setClientId] = useState(() => newId());
  const [done, setDone] = useState<MatterRow>();
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const types = catalog?.items ?? [];
  const code = Form.useWatch('type', form);
  const type = types.find((each) => each.code === code) ?? types[0];
  const from = source || (may(me, 'matter:screen-pop') ? 'hotline' : 'desk');
  const ringing = params.get('phone') ?? '';
  useEffect(() => {
    if (types[0] && !form.getFieldValue('type')) form.setFieldsValue({ type: types[0].code });
  }, [types, form]);
  const fill = (draft: Draft | null) => {
    form.resetFields();
    form.setFieldsValue(draft?.call ?? { type: types[0]?.code });
    setSpot(draft?.spot ?? null);
    setSource(draft?.source ?? source);
    setClientId(draft?.client_id ?? newId());
    setFaults([]);
  };
  const clear = () => {
    fill(null);
    if (ringing) setParams({}, { replace: true });
    form.getFieldInstance(['contact', 'phone'])?.focus();
  };
  const send = async () => {
    if (!type || busy) return;
    setBusy(true);
    setFaults([]);
    try {
      const call = callOf(form.getFieldsValue(true) as Call, type, spot, from);
      setDone(await api.post<MatterRow>('/api/matters', { client_id: clientId, ...call }));
      clear();
    } catch (error) {
      // Where it is, is asked for at the address.
      setFaults(showErrors(form, error, { point: 'address' }));
    } finally {
      setBusy(false);
    }
  };
  useDeskKeys({
    choose: (at) =>
      types[at] && form.setFieldsValue({ type: types[at].code, category: undefined, answers: {} }),
    send: () => form.submit(),
    toText: () => form.getFieldInstance('text')?.focus(),
  });
  return (
    <div className="hy-desk">
      <div>
        {done && <Registered key={done.id} matter={done} />}
        <DraftLines
          form={form}
          types={types}
          fill={fill}
          onClear={clear}
          spot={spot}
          source={source}
          client_id={clientId}
          ringing={ringing}
        />
        <DeskForm
          form={form}
          types={types}
          type={type}
          faults={faults}
          busy={busy}
          source={from}
          onSource={setSource}
          spot={spot}
          onSpot={setSpot}
          onSend={() => void send()}
        />
      </div>
      <div>
        <Beside form={form} spot={spot} />
        <PlaceMap spot={spot} onSpot={setSpot} />
      </div>
    </div>
  );
}

/** What is known while one types: the caller's earlier matters, and open ones nearby that sound alike. */
function Beside({ form, spot }: { form: ReturnType<typeof Form.useForm<Call>>[0]; spot: Spot | null }) {
  const phone = String(Form.useWatch(['contact', 'phone'], form) ?? '').trim();
  const text = String(Form.useWatch('text', form) ?? '').trim();
  const category = Form.useWatch('category', form);
  const area = Form.useWatch('area', form);
  const place = { point: spot?.point, area: area ?? spot?.area?.id };
  const placed = Boolean(place.point || place.area);
  const { data } = useSimilar({ text: useSettled(text, 400), category, ...place });
  return (
    <>
      <CallerPanel phone={phone} />
      <section className="hy-panel" aria-label="相似事项">
        <h2>{placed ? '附近' : '各处'}相似、尚未归档的事项</h2>
        {text.length < 4 && <span className="hy-muted">边填内容边查找；有相似的，先问是不是同一件。</span>}
        {text.length >= 4 && data?.items.length === 0 && (
          <span className="hy-muted">
            {placed || category ? '没有相似的事项。' : '选了类别或地点，就能查找相似的事项。'}
          </span>
        )}
        {text.length >= 4 &&
          data?.items.map((row) => (
            <a
              key={row.matter.id}
              href={`/console/matters/${row.matter.id}`}
              target="_blank"
              rel="noreferrer"
              className="hy-similar"
            >
              <SimilarLines row={row} />
            </a>
          ))}
      </section>
    </>
  );
}
