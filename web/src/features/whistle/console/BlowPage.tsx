import { Alert, Button, Form, Input, Radio, Select } from 'antd';
import { useEffect, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { showErrors } from '../../../api/errors.ts';
import type { Point } from '../../../api/types.ts';
import { useDraft } from '../../../ui/form/draft.ts';
import type { UnitChoice } from '../../../ui/form/fields.ts';
import { LateMap } from '../../../ui/LateMap.tsx';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import type { PhotoItem } from '../../../ui/usePhotos.ts';
import { useCategories, useLocated } from '../../matter/console/catalog.ts';
import { useMatter } from '../../matter/matter.ts';
import { arrivals, type Whistle } from '../data.ts';
import { DepartmentsField } from './DepartmentsField.tsx';
import { MembersField } from './MembersField.tsx';
import './whistle.css';

interface Said {
  kind: string;
  title: string;
  text: string;
  point: Point;
  address?: string;
  departments: UnitChoice[];
  arrive_within?: string;
  finish_within?: string;
  members?: { kind: string; name: string; phone?: string; people?: number }[];
}

const finishes = [
  ['4h', '4 小时内'],
  ['1d', '24 小时内'],
  ['1wd', '1 个工作日内'],
  ['3wd', '3 个工作日内'],
  ['5wd', '5 个工作日内'],
  ['10wd', '10 个工作日内'],
].map(([value, label]) => ({ value, label }));

/** Blowing a whistle: why, where, which departments, by when. What was typed stays until it was taken. */
export default function BlowPage() {
  const [params] = useSearchParams();
  const parent = params.get('parent') ?? '';
  const go = useNavigate();
  const [form] = Form.useForm<Said>();
  const [faults, setFaults] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [photos, setPhotos] = useState<PhotoItem[]>([]);
  const draft = useDraft(`whistle-blow:${parent || 'new'}`);
  const point = (Form.useWatch('point', form) as Point | undefined) ?? null;
  const kinds = useCategories('whistle');
  useParent(parent, (said) => form.setFieldsValue({ ...said, ...draft.initial }));
  const send = async ({ departments, point: at, ...said }: Said) => {
    if (photos.some((photo) => !photo.stored))
      return setFaults(['照片还在上传，或有照片没有传上，请稍候再试。']);
    setBusy(true);
    setFaults([]);
    try {
      const whistle = await api.post<Whistle>('/api/whistles', {
        ...said,
        client_id: draft.client_id,
        point: { lng: at.lng, lat: at.lat },
        departments: departments.map(({ value, role }) => ({ unit: value, role })),
        ...(photos.length > 0 && { files: photos.map((photo) => photo.stored!.id) }),
        ...(parent && { parent }),
      });
      draft.drop();
      void go(`/whistles/${whistle.id}`, { replace: true });
    } catch (error) {
      setFaults(showErrors(form, error));
    }
    setBusy(false);
  };
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={draft.initial}
      onValuesChange={(_, all) => draft.keep(all)}
      onFinish={send}
      scrollToFirstError
      className="hy-blow"
    >
      <div className="hy-matter-bar">
        <Link to="/whistles">‹ 吹哨</Link>
      </div>
      {faults.length > 0 && (
        <Alert type="error" showIcon title={faults.join('；')} className="hy-form-fault" />
      )}
      <div className="hy-blow-page">
        <div>
          <section className="hy-panel">
            <h2>为什么吹哨</h2>
            <Form.Item name="kind" label="种类" rules={[{ required: true, message: '请选择种类' }]}>
              <Radio.Group
                optionType="button"
                options={(kinds.data?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))}
              />
            </Form.Item>
            <Form.Item
              name="title"
              label="标题"
              rules={[{ required: true, whitespace: true, message: '请写标题' }]}
            >
              <Input maxLength={80} placeholder="一句话说清是什么事" />
            </Form.Item>
            <Form.Item
              name="text"
              label="情况"
              rules={[{ required: true, whitespace: true, message: '请写明情况' }]}
            >
              <Input.TextArea autoSize={{ minRows: 3, maxRows: 10 }} maxLength={4000} />
            </Form.Item>
            <PhotoInput onChange={setPhotos} label="添加照片" />
          </section>
          <section className="hy-panel">
            <h2>叫谁来</h2>
            <Form.Item
              name="departments"
              label="到场部门"
              rules={[{ required: true, message: '请选择至少一个部门，其中一个主办' }]}
            >
              <DepartmentsField point={point} />
            </Form.Item>
            <div className="hy-blow-terms">
              <Form.Item name="arrive_within" label="要求到场">
                <Select options={arrivals} allowClear placeholder="按种类规定" />
              </Form.Item>
              <Form.Item name="finish_within" label="要求办结">
                <Select options={finishes} allowClear placeholder="按规定" />
              </Form.Item>
            </div>
            <h3>力量编组</h3>
            <MembersField name="members" />
          </section>
        </div>
        <div>
          <section className="hy-panel">
            <h2>到哪里</h2>
            <Form.Item name="point" rules={[{ required: true, message: '请在地图上点出现场位置' }]}>
              <PointField />
            </Form.Item>
            <Form.Item name="address" label="地址">
              <Input maxLength={200} placeholder="路名门牌、小区或标志物" />
            </Form.Item>
          </section>
          <Button type="primary" htmlType="submit" size="large" block loading={busy}>
            吹哨
          </Button>
        </div>
      </div>
    </Form>
  );
}

/** Fills in what is known of the matter one whistles for, once. */
function useParent(parent: string, fill: (said: Partial<Said>) => void): void {
  const { data } = useMatter(parent, parent !== '');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the matter comes
  useEffect(() => {
    if (!data) return;
    const { title, text, address, point } = data;
    fill({ title, text, address, ...(point && { point }) });
  }, [data?.id]);
}

function PointField({ value, onChange }: { value?: Point; onChange?: (point: Point) => void }) {
  const { data } = useLocated(value);
  return (
    <>
      <p role="status" className={value ? '' : 'hy-muted'}>
        {value ? `落在 ${data?.grid?.name ?? '…'}` : '在图上点出部门要到的地方。'}
      </p>
      <div className="hy-desk-map">
        <LateMap point={value ?? null} onPick={(point) => onChange?.(point)} />
      </div>
    </>
  );
}
