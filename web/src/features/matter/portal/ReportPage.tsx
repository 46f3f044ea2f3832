import { Button, Form, Input, TextArea } from 'antd-mobile';
import { lazy, Suspense, useState } from 'react';
import { Navigate, useNavigate } from 'react-router';
import { showErrors } from '../../../api/errors.ts';
import { sendOrKeep } from '../../../api/outbox.ts';
import { useMe } from '../../../api/session.ts';
import type { Point } from '../../../api/types.ts';
import { Icon } from '../../../ui/icons.tsx';
import { PhotoInput } from '../../../ui/PhotoInput.tsx';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import type { PhotoItem } from '../../../ui/usePhotos.ts';
import './home.css';

const MapCanvas = lazy(() => import('../../../ui/MapCanvas.tsx'));

interface Draft {
  text: string;
  address?: string;
}

/** Photo first, one sentence, one place. Works without signal: it then waits on this device and sends itself once. */
export default function ReportPage() {
  const { data: me } = useMe();
  const [form] = Form.useForm();
  const [photos, setPhotos] = useState<PhotoItem[]>([]);
  const [point, setPoint] = useState<Point | null>(null);
  const [busy, setBusy] = useState(false);
  const [faults, setFaults] = useState<string[]>([]);
  const [result, setResult] = useState<{ number?: string }>();
  const [clientId] = useState(() => crypto.randomUUID());
  if (me && !me.account) return <Navigate to="/login?next=/report" replace />;
  const send = async ({ text, address }: Draft) => {
    setBusy(true);
    setFaults([]);
    try {
      const answer = await sendOrKeep<{ number: string }>({
        owner: me!.account!.id,
        label: text,
        url: '/api/matters',
        body: {
          client_id: clientId,
          type: 'repair',
          text,
          ...(address ? { address } : {}),
          ...(point ? { point } : {}),
        },
        files: photos.filter((photo) => !photo.error).map((photo) => photo.file),
      });
      setResult(answer.kept ? {} : { number: answer.sent.number });
    } catch (error) {
      setFaults(showErrors(form, error));
    } finally {
      setBusy(false);
    }
  };
  if (result) return <Sent number={result.number} />;
  return (
    <PortalPage
      title="报事"
      back
      foot={
        <div className="hy-foot">
          <Button block color="primary" size="large" loading={busy} onClick={() => form.submit()}>
            提交
          </Button>
        </div>
      }
    >
      {faults.length > 0 && (
        <div className="hy-alert" role="alert">
          {faults.join('；')}
        </div>
      )}
      <section className="hy-card">
        <PhotoInput onChange={setPhotos} upload={false} />
      </section>
      <Form
        form={form}
        onFinish={(draft: Draft) => void send(draft)}
        mode="card"
        style={{ margin: '0 -12px' }}
      >
        <Form.Item
          name="text"
          label="什么事"
          rules={[{ required: true, whitespace: true, message: '请写一句话说明什么事' }]}
        >
          <TextArea
            placeholder="例：3 号楼门口路灯不亮"
            autoSize={{ minRows: 3, maxRows: 8 }}
            maxLength={1000}
            showCount
          />
        </Form.Item>
        <Form.Item name="address" label="在哪里" description="可以写地址，也可以在地图上点一下">
          <Input placeholder="例：江湾小区 3 号楼门口" maxLength={200} clearable />
        </Form.Item>
      </Form>
      <div className="hy-report-map">
        <Suspense fallback={<div className="hy-empty">地图加载中…</div>}>
          <MapCanvas point={point} onPick={setPoint} locate />
        </Suspense>
      </div>
    </PortalPage>
  );
}

function Sent({ number }: { number?: string }) {
  const go = useNavigate();
  return (
    <PortalPage title="报事">
      <section className="hy-card hy-sent" data-kept={!number} role="status">
        <Icon name={number ? 'check' : 'clock'} />
        <strong>{number ? '已收到' : '已存在本机，等待发送'}</strong>
        <p className="hy-muted">
          {number
            ? `编号 ${number}，办理进度会在“消息”里提醒您。`
            : '有网时会自动发送一次，关掉页面也不会丢。'}
        </p>
        <Button block color="primary" onClick={() => void go('/', { replace: true })}>
          回到首页
        </Button>
      </section>
    </PortalPage>
  );
}
