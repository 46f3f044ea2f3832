import { App, Button, Form, Input, Rate } from 'antd';
import { useState } from 'react';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { FormModal } from '../../../ui/console/FormModal.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import {
  type Exclusion,
  type Judgement,
  type Judgements,
  judged,
  TONES,
  useJudgements,
} from '../judgement.ts';
import { AppealForm } from './AppealForm.tsx';
import { AppealWords } from './AppealWords.tsx';
import './judgement.css';

/** 评价与申诉: how the matter was judged, what is appealed against, and what does not count. */
export function JudgementPanel({ id }: { id: string }) {
  const query = useJudgements(id);
  const [appealing, setAppealing] = useState<Judgement>();
  const [appraising, setAppraising] = useState<Judgements['appraise'][number]>();
  return (
    <section className="hy-panel">
      <h2>
        评价与申诉
        <span className="hy-panel-tool">
          {query.data?.appraise.map((each) => (
            <Button key={each.unit.id} size="small" onClick={() => setAppraising(each)}>
              {each.timely === null ? '评价' : '修改评价'} {each.unit.name}
            </Button>
          ))}
        </span>
      </h2>
      <Answered query={query} rows={2}>
        {(data) => (
          <>
            {data.items.length === 0 && data.appeals.length === 0 && (
              <span className="hy-muted">办结后的评价、回访、抽查和申诉会列在这里。</span>
            )}
            <ol className="hy-judgements">
              {data.items.map((item) => (
                <Row key={item.key} item={item} onAppeal={() => setAppealing(item)} />
              ))}
            </ol>
            {data.appeals.map((each) => (
              <AppealWords key={each.id} appeal={each} />
            ))}
            {data.exclusions
              .filter(
                (each) => each.revoked_at || !data.items.some(({ excluded }) => excluded?.id === each.id),
              )
              .map((each) => (
                <ExclusionWords key={each.id} exclusion={each} />
              ))}
          </>
        )}
      </Answered>
      {appealing && <AppealForm matter={id} against={appealing} onClose={() => setAppealing(undefined)} />}
      {appraising && <AppraiseForm matter={id} of={appraising} onClose={() => setAppraising(undefined)} />}
    </section>
  );
}

function Row({ item, onAppeal }: { item: Judgement; onAppeal: () => void }) {
  return (
    <li data-excluded={item.excluded !== null}>
      <span className="hy-judgement-head">
        <StateTag kind={TONES[item.tone] ?? 'open'}>{item.name}</StateTag>
        <span className="hy-judgement-values">
          {item.values.map(({ label, text }) => (
            <span key={label}>
              <span className="hy-muted">{label}</span> {text}
            </span>
          ))}
        </span>
        {item.appeal_by.length > 0 && (
          <Button size="small" onClick={onAppeal}>
            申诉
          </Button>
        )}
      </span>
      {item.comment && <span className="hy-said">{item.comment}</span>}
      <span className="hy-muted">
        {item.by}
        {item.about && ` → ${item.about.name}`} · <TimeAgo at={item.at} />
        {item.effective === false && ' · 不计为有效回访'}
      </span>
      {item.excluded && <ExclusionWords exclusion={item.excluded} />}
    </li>
  );
}

/** What does not count, why, who said so; and what became of that. */
function ExclusionWords({ exclusion }: { exclusion: Exclusion }) {
  const [revoking, setRevoking] = useState(false);
  return (
    <div className="hy-excluded">
      <span>
        <StateTag kind={exclusion.revoked_at ? 'ended' : 'paused'}>
          {exclusion.revoked_at ? '剔除已撤销' : '已剔除，不计入考核'}
        </StateTag>{' '}
        {exclusion.what_name} · {exclusion.unit.name}
        {exclusion.revocable && (
          <Button size="small" type="link" onClick={() => setRevoking(true)}>
            撤销剔除
          </Button>
        )}
      </span>
      <span>{exclusion.reason}</span>
      <span className="hy-muted">
        {exclusion.by_unit.name} {exclusion.by} · <TimeAgo at={exclusion.at} />
      </span>
      {exclusion.revoked_at && (
        <span className="hy-muted">
          撤销：{exclusion.revoked_reason}（{exclusion.revoked_by}）
        </span>
      )}
      {revoking && <RevokeForm id={exclusion.id} onClose={() => setRevoking(false)} />}
    </div>
  );
}

function RevokeForm({ id, onClose }: { id: string; onClose: () => void }) {
  const { message } = App.useApp();
  return (
    <FormModal<{ reason: string }>
      title="撤销剔除"
      submit="撤销剔除"
      onClose={onClose}
      onSubmit={async (said) => {
        await api.post(`/api/exclusions/${id}/revoke`, said);
        message.success('已撤销，这一项重新计入考核');
        await judged();
        onClose();
      }}
    >
      <Form.Item
        name="reason"
        label="撤销理由"
        rules={[{ required: true, min: 4, message: '请写明理由，至少 4 个字' }]}
      >
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </FormModal>
  );
}

interface Scores {
  timely: number;
  solved: number;
  attitude: number;
  comment?: string;
}

const SCALE = ['很差', '较差', '一般', '较好', '很好'];

/** The three scales by which one unit judges another. */
export function ScoreFields() {
  return (
    <>
      {(['timely', 'solved', 'attitude'] as const).map((name) => (
        <Form.Item
          key={name}
          name={name}
          label={{ timely: '及时', solved: '解决', attitude: '态度' }[name]}
          rules={[{ required: true, message: '请打分' }]}
        >
          <Rate tooltips={SCALE.map((title) => ({ title }))} />
        </Form.Item>
      ))}
      <Form.Item name="comment" label="评语">
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </>
  );
}

interface AppraiseProps {
  matter: string;
  of: Judgements['appraise'][number];
  onClose: () => void;
}

function AppraiseForm({ matter, of, onClose }: AppraiseProps) {
  const { message } = App.useApp();
  const { timely, solved, attitude, comment } = of;
  const initial =
    timely === null ? {} : ({ timely, solved, attitude, ...(comment && { comment }) } as Partial<Scores>);
  return (
    <FormModal<Scores>
      title={`${of.kind_name}：${of.unit.name}`}
      submit="提交评价"
      initial={initial}
      onClose={onClose}
      onSubmit={async (said) => {
        await api.post(`/api/matters/${matter}/appraisals`, { unit: of.unit.id, ...said });
        await judged(matter).catch((error: unknown) => message.error(sayError(error)));
        message.success('评价已提交，期限内可以修改');
        onClose();
      }}
    >
      <ScoreFields />
    </FormModal>
  );
}
