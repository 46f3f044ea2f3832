import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Form, Skeleton, Switch } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import type { components } from '../../../api/schema.d.ts';
import { useMe } from '../../../api/session.ts';
import type { Point } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { MoreFields, useMore } from '../../../ui/console/MoreFields.tsx';
import { RemoteSelect } from '../../../ui/console/SchemaForm.tsx';
import { useDraft } from '../../../ui/form/draft.ts';
import type { Option } from '../../../ui/form/fields.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { type AreaChoice, AreaSelect } from '../../area/console/AreaSelect.tsx';
import {
  type Detail,
  type Field,
  refreshPlaces,
  type Subject,
  useForm,
  usePlace,
  type Value,
  words,
} from '../place.ts';
import { FieldControl } from './FieldControl.tsx';
import { type Holder, HolderSelect } from './HolderSelect.tsx';
import { RelatedSelect, SiteSelect } from './SiteSelect.tsx';
import './place.css';

interface Values {
  values: Record<string, Value | undefined>;
  point?: Point | null;
  area?: AreaChoice | null;
  public?: boolean;
  unit?: Option | null;
  holder?: Holder | null;
  parking?: Option | null;
  related?: Option | null;
}
/** So many items are asked at once; the rest waits behind 更多. */
const FIRST = 9;

/** A new one of a subject: `/places/new?subject=vehicle`. */
function NewForm() {
  const [params] = useSearchParams();
  const asked = params.get('subject') ?? '';
  const subject = (asked in words ? asked : 'organisation') as Subject;
  return <PlaceForm subject={subject} place={null} />;
}

/** The page of both forms. */
export default function FormPage() {
  const { id } = useParams();
  return id ? <EditForm id={id} /> : <NewForm />;
}

/** Changes one: `/places/:id/edit`. */
function EditForm({ id }: { id: string }) {
  const query = usePlace(id);
  return (
    <Answered query={query} missing={{ title: '没有这项登记内容', back: '回到单位场所', to: '/places' }}>
      {(place) => <PlaceForm key={place.id} subject={place.subject} place={place} />}
    </Answered>
  );
}

const optionOf = (named: { id: string; name: string | null } | null): Option | null =>
  named && { value: named.id, label: named.name ?? '不在您可查看的范围内' };

const initialOf = (place: Detail | null): Values =>
  place
    ? {
        values: place.items as Values['values'],
        point: place.point,
        area: null,
        public: place.public,
        unit: optionOf(place.unit),
        holder: place.holder && { ...optionOf(place.holder)!, kind: place.holder.kind },
        parking: optionOf(place.parking),
        related: optionOf(place.related),
      }
    : { values: {} };

/** Only what was filled in, or changed; what was emptied becomes null. */
function changedOf(now: Values['values'], before: Values['values']) {
  const said = Object.entries(now).map(([code, value]) => [
    code,
    value === '' || value === undefined ? null : value,
  ]);
  return Object.fromEntries(said.filter(([code, value]) => (before[code as string] ?? null) !== value));
}

function PlaceForm({ subject, place }: { subject: Subject; place: Detail | null }) {
  const go = useNavigate();
  const [form] = Form.useForm<Values>();
  const draft = useDraft(`place:${place?.id ?? subject}`);
  const fields = useForm(subject);
  const more = useMore(form, fields.data?.items.slice(FIRST) ?? []);
  const before = useMemo(() => initialOf(place), [place]);
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const send = async (all: Values) => {
    setBusy(true);
    setFaults([]);
    const body = {
      values: changedOf(all.values ?? {}, before.values),
      ...bodyOf(all, before, subject),
    };
    try {
      const { id } = place
        ? await api.patch<{ id: string }>(`/api/sites/${place.id}`, { version: place.version, ...body })
        : await api.post<{ id: string }>('/api/sites', { client_id: draft.client_id, subject, ...body });
      draft.drop();
      await refreshPlaces();
      void go(`/places/${id}`);
    } catch (error) {
      setFaults(showErrors(form, error));
      more.unfold();
    } finally {
      setBusy(false);
    }
  };
  const back = place
    ? `/places/${place.id}`
    : subject === 'organisation'
      ? '/places'
      : `/places?tab=${subject}`;
  return (
    <>
      <div className="hy-matter-bar">
        <Link to={back}>‹ {place ? place.name : words[subject].name}</Link>
      </div>
      <section className="hy-panel hy-place-form">
        <h2>{place ? `修改「${place.name}」` : `登记${words[subject].name}`}</h2>
        {faults.length > 0 && (
          <Alert type="error" showIcon title={faults.join('；')} className="hy-form-fault" />
        )}
        {fields.isPending ? (
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        ) : (
          <Form<Values>
            form={form}
            layout="vertical"
            initialValues={{ ...before, ...draft.initial }}
            onFinish={send}
            onFinishFailed={more.unfold}
            onValuesChange={(_, all) => draft.keep({ ...before, ...all })}
            scrollToFirstError
          >
            {subject === 'incident' && (
              <Alert
                type="info"
                showIcon
                title="案（事）件不登记人员：名称和情况里不写姓名、证件号、手机号。"
                className="hy-form-fault"
              />
            )}
            <Fields items={fields.data?.items ?? []} place={place} more={more} />
            <Ties subject={subject} />
            <div className="hy-place-send">
              <Button onClick={() => void go(back)}>取消</Button>
              <Button type="primary" htmlType="submit" loading={busy}>
                {place ? '保存' : '登记'}
              </Button>
            </div>
          </Form>
        )}
      </section>
    </>
  );
}

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

/** What it is tied to and where it lies, as far as it is asked here and differs. */
function bodyOf(all: Values, before: Values, subject: Subject) {
  const id = (choice: Option | null | undefined) => choice?.value ?? null;
  return {
    ...(same(all.point, before.point) ? {} : { point: all.point ?? null }),
    ...(all.area ? { area: all.area.value } : {}),
    ...(subject === 'facility' && Boolean(all.public) !== Boolean(before.public)
      ? { public: Boolean(all.public) }
      : {}),
    ...(same(id(all.unit), id(before.unit)) ? {} : { unit: id(all.unit) }),
    ...(same(id(all.holder), id(before.holder))
      ? {}
      : { holder: all.holder ? { kind: all.holder.kind, id: all.holder.value } : null }),
    ...(same(id(all.parking), id(before.parking)) ? {} : { parking: id(all.parking) }),
    ...(same(id(all.related), id(before.related)) ? {} : { related: id(all.related) }),
  };
}

interface FieldsProps {
  items: Field[];
  place: Detail | null;
  more: ReturnType<typeof useMore>;
}

function Fields({ items, place, more }: FieldsProps) {
  const [first, rest] = [items.slice(0, FIRST), items.slice(FIRST)];
  const filled = rest.some(({ code }) => place && (code in place.items || code in place.masked));
  const draw = (list: Field[]) => (
    <div className="hy-place-fields">
      {list.map((field) => (
        <FieldControl key={field.code} field={field} masked={place?.masked[field.code]} isNew={!place} />
      ))}
    </div>
  );
  if (rest.length < 4) return draw(items);
  return (
    <>
      {draw(first)}
      <MoreFields more={more} filled={filled} count={rest.length}>
        {draw(rest)}
      </MoreFields>
    </>
  );
}

/** A point of the map, which opens on one's own area. */
function PointField({ value, onChange }: { value?: Point | null; onChange?: (point: Point) => void }) {
  const { data: me } = useMe();
  const own = me?.account?.areas[0]?.id;
  const area = useQuery({
    queryKey: ['area', own],
    enabled: own !== undefined,
    queryFn: () => api.get<components['schemas']['AreaDetail']>(`/api/areas/${own}`),
  });
  return (
    <div className="hy-place-point">
      {!area.isLoading && (
        <LateMap
          point={value ?? null}
          onPick={(point) => onChange?.(point)}
          centre={area.data?.center ?? undefined}
          zoom={16}
        />
      )}
    </div>
  );
}

function Ties({ subject }: { subject: Subject }) {
  return (
    <div className="hy-place-fields">
      <Form.Item name="point" label="位置（点地图标出，所属网格自动确定）" className="hy-place-wide">
        <PointField />
      </Form.Item>
      <Form.Item name="area" label="所属网格" extra="没有标位置，或位置不在任何网格时才需要选。">
        <AreaSelect level="grid" />
      </Form.Item>
      {subject === 'facility' && (
        <Form.Item
          name="public"
          label="向居民公开"
          valuePropName="checked"
          extra="公开后出现在居民的「身边设施」。"
        >
          <Switch />
        </Form.Item>
      )}
      {subject !== 'vehicle' && (
        <Form.Item name="unit" label="责任单位">
          <RemoteSelect kind="unit" multiple={false} label="责任单位" />
        </Form.Item>
      )}
      {subject === 'incident' && (
        <Form.Item name="related" label="关联的学校、线路或单位">
          <RelatedSelect />
        </Form.Item>
      )}
      {subject !== 'organisation' && subject !== 'incident' && (
        <Form.Item name="holder" label={subject === 'vehicle' ? '车主' : '经营或所有者'}>
          <HolderSelect first={subject === 'vehicle' ? 'person' : 'organisation'} />
        </Form.Item>
      )}
      {subject === 'vehicle' && (
        <Form.Item name="parking" label="停车场所">
          <SiteSelect subject="facility" />
        </Form.Item>
      )}
    </div>
  );
}
