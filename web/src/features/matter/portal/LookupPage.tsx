import { Button, Form, Input } from 'antd-mobile';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import type { Ability } from '../../../api/types.ts';
import { ActionBar } from '../../../ui/portal/ActionBar.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import type { Detail, Step } from '../matter.ts';
import { FollowsCard } from './FollowsCard.tsx';
import { PortalStory } from './PortalStory.tsx';
import './home.css';
import './matter.css';

type Found = Pick<
  Detail,
  | 'number'
  | 'version'
  | 'title'
  | 'type_name'
  | 'state_name'
  | 'phase'
  | 'area'
  | 'created_at'
  | 'public_reply'
  | 'follows'
  | 'abilities'
> & { events: Step[] };
interface Pair {
  number: string;
  phone: string;
}

/** How a matter stands, for whoever knows its number and the phone it was reported with; no account is needed. */
export default function LookupPage() {
  const [pair, setPair] = useState<Pair>();
  const [found, setFound] = useState<Found>();
  if (pair && found) return <FoundPage pair={pair} found={found} onChange={setFound} />;
  return (
    <LookupForm
      onFound={(asked, answer) => {
        setPair(asked);
        setFound(answer);
      }}
    />
  );
}

function LookupForm({ onFound }: { onFound: (pair: Pair, found: Found) => void }) {
  const [form] = Form.useForm();
  // Texts to callers carry the number in their link.
  const [params] = useSearchParams();
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const ask = async (typed: Pair) => {
    const pair = { number: typed.number.trim(), phone: typed.phone.trim() };
    setBusy(true);
    setFaults([]);
    try {
      onFound(pair, await api.post<Found>('/api/lookup', pair, { quiet: true }));
    } catch (error) {
      setFaults(showErrors(form, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <PortalPage title="查询进度" back>
      {faults.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.join('；')}
        </div>
      )}
      <Form
        form={form}
        initialValues={{ number: params.get('number') ?? '' }}
        mode="card"
        style={{ margin: '0 -12px' }}
        onFinish={(typed: Pair) => void ask(typed)}
        footer={
          <Button block type="submit" color="primary" size="large" loading={busy}>
            查询
          </Button>
        }
      >
        <Form.Item
          name="number"
          label="编号"
          description="提交成功的页面、短信和热线答复里都有"
          rules={[{ required: true, whitespace: true, message: '请填写编号' }]}
        >
          <Input placeholder="如 98001001-261122-0001" maxLength={60} clearable />
        </Form.Item>
        <Form.Item
          name="phone"
          label="上报时留的电话"
          rules={[{ required: true, whitespace: true, message: '请填写电话' }]}
        >
          <Input placeholder="手机号，或带区号的座机号" type="tel" maxLength={20} clearable />
        </Form.Item>
      </Form>
    </PortalPage>
  );
}

/** Photos belong to accounts: without one there is nothing to send or see them with. */
const withoutPhotos = (ability: Ability): Ability => ({
  ...ability,
  form: ability.form.filter((field) => field.kind !== 'files'),
});

function FoundPage({
  pair,
  found,
  onChange,
}: {
  pair: Pair;
  found: Found;
  onChange: (found: Found | undefined) => void;
}) {
  const act = async (ability: Ability, answers: Record<string, unknown>) => {
    const body = { ...pair, version: found.version, ...answers };
    try {
      onChange(await api.post<Found>(`/api/lookup/actions/${ability.action}`, body, { quiet: true }));
    } catch (error) {
      // Somebody else acted meanwhile: show how it stands now, what was written stays in the form.
      await api.post<Found>('/api/lookup', pair, { quiet: true }).then(onChange, () => {});
      throw error;
    }
    return undefined;
  };
  const steps = found.events.map((step) => ({
    ...step,
    form: step.form.map((entry) => ({ ...entry, kind: entry.kind === 'files' ? 'text' : entry.kind })),
  }));
  return (
    <PortalPage
      title="查询进度"
      back
      foot={<ActionBar abilities={found.abilities.map(withoutPhotos)} subject={found.number} onAct={act} />}
    >
      <section className="hy-card hy-matter-head">
        <h2>{found.title}</h2>
        <span>
          <StateTag kind={found.phase}>{found.state_name}</StateTag>
        </span>
        <p className="hy-muted">
          {found.number} · {found.type_name} · {found.area.name} · <TimeAgo at={found.created_at} />
        </p>
      </section>
      {found.follows && <FollowsCard follows={found.follows} />}
      {found.public_reply && (
        <section className="hy-card hy-reply">
          <h2>答复</h2>
          <p className="hy-said">{found.public_reply}</p>
        </section>
      )}
      <section className="hy-card">
        <h2>办理过程</h2>
        <PortalStory steps={steps} />
      </section>
      <Button block onClick={() => onChange(undefined)}>
        查另一件
      </Button>
    </PortalPage>
  );
}
