import { Alert, Button, Form, Input, Switch } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { AreaField } from '../../../ui/console/AreaPicker.tsx';
import { useDraft } from '../../../ui/form/draft.ts';
import { Watermark } from '../../../ui/Watermark.tsx';
import { refreshSegments, type Segment, useSegment } from './data.segment.ts';
import { useAskable } from './data.table.ts';
import { RuleField } from './RuleField.tsx';
import './ledger.css';

interface Values {
  name: string;
  note?: string;
  rule: string;
  area?: string;
  shared?: boolean;
}

/** A segment is written, or changed, beside what may be asked; how many it would be is tried before it is kept. */
export default function SegmentEditPage() {
  const { id } = useParams();
  return id ? <Existing id={id} /> : <Editor />;
}

function Existing({ id }: { id: string }) {
  const segment = useSegment(id);
  return (
    <Answered query={segment} missing={{ title: '没有这个人群', back: '回到标签人群', to: '/segments' }}>
      {(data) => <Editor key={data.id} segment={data} />}
    </Answered>
  );
}

function Editor({ segment }: { segment?: Segment }) {
  const go = useNavigate();
  const [form] = Form.useForm<Values>();
  const draft = useDraft(segment ? `segment:${segment.id}` : 'segment:new');
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [written, setWritten] = useState(false);
  const rule = Form.useWatch('rule', form) ?? '';
  const area = Form.useWatch('area', form) ?? '';
  const send = async ({ name, note = '', rule: said, area: within, shared = false }: Values) => {
    setBusy(true);
    setFaults([]);
    const body = { name, note, rule: said.trim(), shared };
    try {
      const kept = segment
        ? await api.patch<Segment>(`/api/segments/${segment.id}`, { ...body, version: segment.version })
        : await api.post<Segment>('/api/segments', {
            ...body,
            client_id: draft.client_id,
            ...(within && { area: within }),
          });
      draft.drop();
      await refreshSegments();
      void go(`/segments/${kept.id}`);
    } catch (error) {
      setFaults(showErrors(form, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="hy-segment-edit">
      <section className="hy-card">
        <h2 className="hy-head">{segment ? `修改“${segment.name}”` : '建立人群'}</h2>
        {faults.length > 0 && (
          <Alert type="error" showIcon title={faults.join('；')} className="hy-form-fault" />
        )}
        <Form<Values>
          form={form}
          layout="vertical"
          initialValues={{ shared: false, ...segment, area: segment?.area_id ?? '', ...draft.initial }}
          onFinish={send}
          onValuesChange={(_, all) => draft.keep(all)}
        >
          <Form.Item name="name" label="名称" rules={[{ required: true, min: 2, message: '请填写名称' }]}>
            <Input maxLength={60} placeholder="如：独居的 80 岁以上老人" />
          </Form.Item>
          <Form.Item name="rule" label="条件" rules={[{ required: true, message: '请写条件' }]}>
            <RuleField onWritten={setWritten} />
          </Form.Item>
          {!segment && (
            <Form.Item name="area" label="范围" extra="不选为您管辖的全部范围。">
              <AreaField />
            </Form.Item>
          )}
          <Form.Item name="note" label="说明">
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={500} placeholder="给谁用、怎么用" />
          </Form.Item>
          <Form.Item name="shared" label="共享给范围内的单位" valuePropName="checked">
            <Switch />
          </Form.Item>
          <Try rule={rule} area={area} />
          <div className="hy-row hy-segment-save">
            <Button type="primary" htmlType="submit" loading={busy}>
              保存
            </Button>
            <Link to={segment ? `/segments/${segment.id}` : '/segments'}>
              <Button tabIndex={-1}>返回</Button>
            </Link>
          </div>
        </Form>
      </section>
      {written && (
        <Facts onUse={(name) => form.setFieldsValue({ rule: [rule, name].filter(Boolean).join(' && ') })} />
      )}
    </div>
  );
}

type Tried = Answer<'trySegmentRule'>;

/** How many it would be and who the first are; nothing is kept. */
function Try({ rule, area }: { rule: string; area: string }) {
  const form = Form.useFormInstance();
  const [busy, setBusy] = useState(false);
  const [tried, setTried] = useState<{ of: string; answer: Tried } | null>(null);
  const [faults, setFaults] = useState<string[]>([]);
  const of = `${rule} ${area}`;
  const look = async () => {
    setBusy(true);
    setFaults([]);
    try {
      const body = { rule: rule.trim(), ...(area && { area }) };
      setTried({ of, answer: await api.post<Tried>('/api/segments/try', body) });
      form.setFields([{ name: 'rule', errors: [] }]);
    } catch (error) {
      setTried(null);
      setFaults(showErrors(form, error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="hy-stack">
      <div className="hy-row">
        <Button onClick={() => void look()} loading={busy} disabled={rule.trim() === ''}>
          试算
        </Button>
        {tried && tried.of === of && (
          <span role="status">
            符合的有{' '}
            <strong className="hy-ledger-count">{tried.answer.people.toLocaleString('zh-CN')}</strong> 人
          </span>
        )}
        {tried && tried.of !== of && <span className="hy-muted">条件已改，请再试算。</span>}
      </div>
      {faults.length > 0 && <Alert type="error" showIcon title={faults.join('；')} />}
      {tried && tried.of === of && tried.answer.items.length > 0 && (
        <Watermark>
          <ul className="hy-plain" aria-label="前几位">
            {tried.answer.items.map(({ id, name, birth_year, address, area_name }) => (
              <li key={id}>
                {name}{' '}
                <span className="hy-muted">
                  {[birth_year && `${birth_year} 年生`, address ?? area_name].filter(Boolean).join(' · ')}
                </span>
              </li>
            ))}
          </ul>
        </Watermark>
      )}
    </div>
  );
}

/** Everything a condition may ask, found by its words; a press writes it at the end of the rule. */
function Facts({ onUse }: { onUse: (name: string) => void }) {
  const [typed, setTyped] = useState('');
  const asked = useAskable() ?? [];
  const shown = asked.filter(({ name, words }) => `${name} ${words}`.includes(typed.trim()));
  return (
    <aside className="hy-card hy-facts-side" aria-label="条件里可以用的项">
      <h2 className="hy-head">条件里可以用的项</h2>
      <Input
        aria-label="查找项"
        placeholder="查找，如：年龄、学历"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        allowClear
      />
      <ul>
        {shown.map(({ name, words }) => (
          <li key={name}>
            <button type="button" onClick={() => onUse(name)} title="加到条件式末尾">
              {words}
              <code>{name}</code>
            </button>
          </li>
        ))}
      </ul>
      <p className="hy-muted">
        日期可与 today、ago.year（一年前）、ago.half_year、ago.quarter、ago.month 比较；用
        &amp;&amp;（并且）、||（或者）、!（不是）和括号组合。
      </p>
    </aside>
  );
}
