import { Button, Popup, Selector, TextArea, Toast } from 'antd-mobile';
import { useRef, useState } from 'react';
import { sayError } from '../../../api/errors.ts';
import { newId } from '../../../api/id.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { goToFirstFault } from '../../../ui/portal/firstFault.ts';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { appeal, type Judgement, TONES, useJudgements } from '../judgement.ts';
import './judgement.css';

/** 评价与申诉 on the phone: how the matter was judged, what does not count, and the own unit's appeal. */
export function JudgementCard({ id }: { id: string }) {
  const { data, error, refetch } = useJudgements(id);
  const [open, setOpen] = useState<Judgement>();
  if (error) return <Fault error={error} onRetry={() => void refetch()} />;
  if (!data || (data.items.length === 0 && data.appeals.length === 0)) return null;
  return (
    <section className="hy-card">
      <h2>评价与申诉</h2>
      <ol className="hy-judged">
        {data.items.map((item) => (
          <li key={item.key}>
            <span className="hy-judged-head">
              <StateTag kind={TONES[item.tone] ?? 'open'}>{item.name}</StateTag>
              {item.appeal_by.length > 0 && (
                <Button size="small" onClick={() => setOpen(item)}>
                  申诉
                </Button>
              )}
            </span>
            <span>{item.values.map(({ label, text }) => `${label} ${text}`).join('，')}</span>
            {item.comment && <span className="hy-said">{item.comment}</span>}
            <span className="hy-muted">
              {item.by} · <TimeAgo at={item.at} />
            </span>
            {item.excluded && (
              <span className="hy-judged-out">已剔除，不计入考核：{item.excluded.reason}</span>
            )}
          </li>
        ))}
        {data.appeals.map((each) => (
          <li key={each.id}>
            <StateTag kind={each.state === 'approved' ? 'done' : 'waiting'}>申诉{each.state_name}</StateTag>
            <span>
              {each.what_name}：{each.reason}
            </span>
            {each.words && <span>审理意见：{each.words}</span>}
          </li>
        ))}
      </ol>
      <Popup
        visible={open !== undefined}
        onMaskClick={() => setOpen(undefined)}
        onClose={() => setOpen(undefined)}
        showCloseButton
        bodyStyle={{ maxHeight: '85dvh', overflowY: 'auto', borderRadius: '12px 12px 0 0' }}
      >
        {open && <AppealSheet matter={id} against={open} onDone={() => setOpen(undefined)} />}
      </Popup>
    </section>
  );
}

interface SheetProps {
  matter: string;
  against: Judgement;
  onDone: () => void;
}

function AppealSheet({ matter, against, onDone }: SheetProps) {
  const [unit, setUnit] = useState(against.appeal_by[0]?.id ?? '');
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState('');
  const [busy, setBusy] = useState(false);
  const clientId = useRef(newId());
  const refuse = (why: string) => {
    setFault(why);
    goToFirstFault();
  };
  const send = async () => {
    if (reason.trim().length < 4) return refuse('请写明理由，至少 4 个字。');
    setBusy(true);
    try {
      const { what, target } = against;
      await appeal(matter, { what, target, unit, reason: reason.trim() }, clientId.current);
      Toast.show({ icon: 'success', content: '申诉已提交' });
      onDone();
    } catch (error) {
      refuse(sayError(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="hy-appeal-sheet">
      <h2 className="hy-sheet-title">申诉：{against.name}</h2>
      {against.appeal_by.length > 1 && (
        <Selector
          options={against.appeal_by.map(({ id, name }) => ({ value: id, label: name }))}
          value={[unit]}
          onChange={([next]) => next && setUnit(next)}
        />
      )}
      <div className="hy-appeal-reason" data-fault={Boolean(fault)}>
        <TextArea
          rows={4}
          maxLength={1000}
          value={reason}
          onChange={setReason}
          placeholder="为什么这项评价不应计入，有什么依据"
        />
        {fault && (
          <p className="hy-alert" role="alert">
            {fault}
          </p>
        )}
      </div>
      <Button block color="primary" size="large" loading={busy} onClick={() => void send()}>
        提交申诉
      </Button>
    </div>
  );
}
