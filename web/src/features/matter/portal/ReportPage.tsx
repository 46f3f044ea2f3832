import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Skeleton } from 'antd-mobile';
import type { TextAreaRef } from 'antd-mobile/es/components/text-area';
import { useCallback, useRef, useState } from 'react';
import { Navigate, useLocation, useSearchParams } from 'react-router';
import { sendOrKeep } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { settlePhotos } from '../../../ui/portal/photos.ts';
import type { PhotoItem } from '../../../ui/usePhotos.ts';
import { useTypes } from './catalog.ts';
import { type ReportDraft, useReportDraft } from './report/draft.ts';
import { guessType } from './report/guess.ts';
import { KindField, PrivacyField, Questions } from './report/KindField.tsx';
import { PlaceField } from './report/PlaceField.tsx';
import type { Place } from './report/place.ts';
import { Sent } from './report/Sent.tsx';
import { bodyOf, type Faults, faultsOf, sortRefusal, sourceOf } from './report/send.ts';
import { TextField } from './report/TextField.tsx';
import './home.css';
import './report/report.css';

/** Photo first, one sentence, one place. Works without signal: it then waits on this device and sends itself once. */
export default function ReportPage() {
  const { data: me } = useMe();
  const { search } = useLocation();
  if (!me) return null;
  if (!me.account) return <Navigate to={`/login?next=${encodeURIComponent(`/report${search}`)}`} replace />;
  return <Writing owner={me.account.id} worker={me.account.kind === 'staff'} key={search} />;
}

/** The community a link came from (呼叫). */
function startOf(params: URLSearchParams) {
  const code = params.get('area');
  return code ? { code, name: params.get('name') ?? code } : undefined;
}

const clean: Faults = { other: [] };

function Writing({ owner, worker }: { owner: string; worker: boolean }) {
  const [params] = useSearchParams();
  const fixed = params.get('type') ?? '';
  const { draft, change, drop } = useReportDraft(owner, fixed || 'any', startOf(params));
  const types = useTypes();
  const cache = useQueryClient();
  const [form] = Form.useForm();
  const text = useRef<TextAreaRef>(null);
  const photos = useRef<PhotoItem[]>([]);
  const [faults, setFaults] = useState<Faults>(clean);
  const [busy, setBusy] = useState(false);
  const [result, setResult] = useState<{ sent: { id: string; number: string } | null }>();

  const offered = (types.data ?? []).filter((one) => !worker || sourceOf(one));
  const codes = offered.map((type) => type.code);
  const wanted = draft.type ?? (codes.includes(fixed) ? fixed : guessType(draft.text, codes));
  const type = offered.find((one) => one.code === wanted);

  const place = useCallback(
    (part: Partial<Place>) => change((now) => ({ place: { ...now.place, ...part } })),
    [change],
  );
  const picked = useCallback(
    (items: PhotoItem[]) => {
      const first = photos.current.length === 0 && items.length > 0;
      photos.current = items;
      // What is needed next comes by itself: the words after the photo, the photo's own position on the map.
      if (first) text.current?.focus();
      const at = items.findLast((item) => item.stored?.point)?.stored?.point;
      if (at)
        change((now) =>
          now.place.by === 'hand' || now.place.by === 'photo'
            ? {}
            : { place: { ...now.place, point: at, by: 'photo', area: undefined } },
        );
    },
    [change],
  );
  const send = async () => {
    if (!type) return;
    const found = faultsOf(draft, type);
    const answered = await form.validateFields().then(
      () => true,
      () => false,
    );
    setFaults(found ?? clean);
    if (found || !answered) return goToFault();
    setBusy(true);
    try {
      const { ids, files } = await settlePhotos(() => photos.current);
      const body = bodyOf(draft, type, worker ? sourceOf(type) : undefined, ids);
      const answer = await sendOrKeep<{ id: string; number: string }>({
        owner,
        label: draft.text,
        url: '/api/matters',
        body,
        files,
      });
      drop();
      setResult({ sent: answer.kept ? null : answer.sent });
      void cache.invalidateQueries({ queryKey: ['matter', 'list'] });
    } catch (error) {
      const refusal = sortRefusal(error);
      setFaults(refusal.faults);
      form.setFields(refusal.answers as never);
      goToFault();
    } finally {
      setBusy(false);
    }
  };
  if (result) return <Sent sent={result.sent} />;
  return (
    <PortalPage
      title={worker ? '巡查上报' : (offered.find((one) => one.code === fixed)?.name ?? '报事')}
      back
      foot={
        <div className="hy-foot">
          <Button
            block
            color="primary"
            size="large"
            loading={busy}
            disabled={!type}
            onClick={() => void send()}
          >
            提交
          </Button>
        </div>
      }
    >
      {faults.other.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.other.join('；')}
        </div>
      )}
      <section className="hy-card">
        <PhotoInput onChange={picked} />
      </section>
      <TextField
        input={text}
        value={draft.text}
        type={wanted}
        category={draft.category}
        onText={(value) => change({ text: value })}
        onCategory={(category) => change({ category, type: wanted })}
        fault={faults.text}
        placeholder={hints[wanted ?? ''] ?? hints['city-event']!}
      />
      <PlaceField value={draft.place} onChange={place} fault={faults.place} />
      {types.isPending && <Skeleton.Paragraph animated lineCount={2} />}
      {types.isError && <Fault error={types.error} onRetry={() => void types.refetch()} />}
      {offered.length > 0 && !codes.includes(fixed) && (
        <KindField
          types={offered}
          type={type}
          onType={(code) => change({ type: code, category: undefined })}
        />
      )}
      {type && (
        <Questions type={type} form={form} draft={draft} onAnswers={(answers) => change({ answers })} />
      )}
      {!worker && (
        <PrivacyField type={type} draft={draft} onChange={(part: Partial<ReportDraft>) => change(part)} />
      )}
    </PortalPage>
  );
}

const hints: Record<string, string> = {
  'city-event': '一句话说清，如 路灯不亮、井盖松动',
  repair: '哪里坏了，如 3 号楼门口路灯不亮',
  complaint: '想问什么、反映什么',
  dispute: '为什么事、和谁',
  wish: '想要大家帮什么忙',
};

const goToFault = () =>
  setTimeout(() =>
    document
      .querySelector('.hy-alert, .hy-field-fault, .adm-form-item-feedback-error')
      ?.scrollIntoView({ block: 'center' }),
  );
