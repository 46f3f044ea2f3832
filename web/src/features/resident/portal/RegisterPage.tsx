import { Button, Form, Input, Selector, Skeleton, Switch, TextArea, Toast } from 'antd-mobile';
import { useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import type { Answer } from '../../../api/types.ts';
import { useDraft } from '../../../ui/form/draft.ts';
import { Fault } from '../../../ui/portal/Fault.tsx';
import { goToFirstFault } from '../../../ui/portal/firstFault.ts';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import { useHouse } from '../../housing/housing.ts';
import { Rooms } from '../../housing/portal/Rooms.tsx';
import {
  changedOf,
  type Field,
  KINDS,
  offeredFirst,
  peopleChanged,
  type Raw,
  useFields,
  useWords,
} from '../resident.ts';
import { FindSheet } from './FindSheet.tsx';
import '../resident.css';

/** What a worker asks at the door; all other items are on the desk. */
const ASKED = ['name', 'id_number', 'sex', 'birth_date', 'phone', 'kin', 'residence_kind', 'remark'];
/** What an ID number says: asked only of who has none. */
const BY_NUMBER = new Set(['sex', 'birth_date']);
const KIND_OPTIONS = Object.entries(KINDS).map(([value, label]) => ({ value, label }));

interface Held {
  values?: Raw;
  kinds?: string[];
  house?: { id: string; address: string };
  move?: boolean;
}

/** Registers a person on the phone, in the house one stands before: `/people/new?house=…`. */
export default function RegisterPage() {
  const [params] = useSearchParams();
  const id = params.get('house');
  return (
    <PortalPage title="登记人员" back>
      {id ? <InHouse id={id} /> : <Asking house={undefined} />}
    </PortalPage>
  );
}

function InHouse({ id }: { id: string }) {
  const query = useHouse(id);
  if (query.isPending) return <Skeleton.Paragraph animated lineCount={6} />;
  if (query.isError) return <Fault whole error={query.error} onRetry={() => void query.refetch()} />;
  return <Asking house={query.data} />;
}

function Asking({ house }: { house: Held['house'] }) {
  const go = useNavigate();
  const [form] = Form.useForm();
  const draft = useDraft(`portal:person:${house?.id ?? ''}`);
  const fields = useFields();
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const send = async ({ values = {}, kinds, house: where, move }: Held) => {
    setBusy(true);
    setFaults([]);
    const said = Object.entries(changedOf(values, {})).filter(([, value]) => value !== null);
    try {
      await api.post<Answer<'createResident', 201>>('/api/residents', {
        ...{ client_id: draft.client_id, values: Object.fromEntries(said), kinds },
        ...{ house: where?.id ?? null, ...(move && { move: true }) },
      });
      draft.drop();
      await peopleChanged();
      Toast.show({ icon: 'success', content: '已登记' });
      void go(-1);
    } catch (error) {
      setFaults(showErrors(form, error));
      goToFirstFault();
    } finally {
      setBusy(false);
    }
  };
  const numbered = Boolean(Form.useWatch(['values', 'id_number'], form));
  if (fields.isPending) return <Skeleton.Paragraph animated lineCount={8} />;
  if (fields.isError) return <Fault error={fields.error} onRetry={() => void fields.refetch()} />;
  const asked = ASKED.filter((code) => !(numbered && BY_NUMBER.has(code))).flatMap(
    (code) => fields.data.items.find((field) => field.code === code) ?? [],
  );
  return (
    <Form
      form={form}
      initialValues={{ kinds: ['lives'], ...(house && { house }), ...draft.initial }}
      onValuesChange={(_, all: Held) => draft.keep(all)}
      onFinish={(all: Held) => void send(all)}
      onFinishFailed={goToFirstFault}
      footer={
        <Button block type="submit" color="primary" size="large" loading={busy}>
          登记
        </Button>
      }
    >
      {faults.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.join('；')}
        </div>
      )}
      <Form.Item name="house" label="住在哪套房屋">
        <RoomField />
      </Form.Item>
      <Form.Item name="kinds" label="与房屋的关系">
        <Selector multiple options={KIND_OPTIONS} />
      </Form.Item>
      {asked.map((field) => (
        <Form.Item
          key={field.code}
          name={['values', field.code]}
          label={field.name}
          rules={field.code === 'name' ? [{ required: true, whitespace: true, message: '请填写姓名' }] : []}
        >
          <Control field={field} />
        </Form.Item>
      ))}
      <Form.Item
        name="move"
        valuePropName="checked"
        label="已在别处登记，本人搬来"
        description="身份号码已登记在别处时打开，办理迁入。"
      >
        <Switch />
      </Form.Item>
    </Form>
  );
}

interface ControlProps {
  /** Given by the form, so that its label names the control. */
  id?: string;
  field: Field;
  value?: string;
  onChange?: (value: string | undefined) => void;
}

function Control({ id, field, value, onChange }: ControlProps) {
  if (field.type === 'code') return <Codes field={field} value={value} onChange={onChange} />;
  if (field.code === 'remark')
    return <TextArea id={id} value={value ?? ''} onChange={onChange} autoSize placeholder="可不填" />;
  return (
    <Input
      id={id}
      value={value ?? ''}
      onChange={onChange}
      type={field.type === 'phone' ? 'tel' : field.type === 'date' ? 'date' : undefined}
      maxLength={field.most ?? 60}
      placeholder="请填写"
      clearable
    />
  );
}

function Codes({ field, value, onChange }: ControlProps) {
  const words = useWords(field.dictionary, true);
  const [all, showAll] = useState(false);
  const options = (words.data?.items ?? [])
    .filter(({ retired }) => !retired)
    .map(({ code, name }) => ({ value: code, label: name }));
  const first = offeredFirst(field.dictionary, options, value);
  const shown = all ? options : first;
  if (words.isPending) return <Skeleton.Paragraph animated lineCount={1} />;
  return (
    <>
      <Selector options={shown} value={value ? [value] : []} onChange={([picked]) => onChange?.(picked)} />
      {!all && options.length > first.length && (
        <Button size="small" fill="none" color="primary" onClick={() => showAll(true)}>
          更多（{options.length - first.length}）
        </Button>
      )}
    </>
  );
}

interface RoomProps {
  value?: Held['house'];
  onChange?: (house: Held['house']) => void;
}

function RoomField({ value, onChange }: RoomProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="hy-picked" data-empty={!value} onClick={() => setOpen(true)}>
        {value?.address ?? '请选择'}
      </button>
      <FindSheet
        open={open}
        onClose={() => setOpen(false)}
        placeholder="如 雅苑1-1-502"
        hint="输入小区、楼栋或门牌的一部分。"
      >
        {(q) => (
          <Rooms
            q={q}
            onOpen={({ id, address }) => {
              onChange?.({ id, address });
              setOpen(false);
            }}
          />
        )}
      </FindSheet>
    </>
  );
}
