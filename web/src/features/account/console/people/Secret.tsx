import { Alert } from 'antd';
import { ShownOnce } from './ShownOnce.tsx';
import './credential.css';

/** The secret of a new credential. */
export function Secret({ name, secret, onClose }: { name: string; secret: string; onClose: () => void }) {
  return (
    <ShownOnce title={`${name} 的密钥`} copied={secret} kept="已保存，关闭" onClose={onClose}>
      <div className="hy-stack">
        <Alert type="warning" showIcon title="密钥只显示这一次，关闭后谁也看不到。请现在就保存。" />
        <p className="hy-secret" data-testid="secret">
          {secret}
        </p>
        <span className="hy-muted">
          请直接交给对方系统的负责人，不要发在群里或写进文档。调用时放在请求头 Authorization: Bearer
          之后。怀疑泄露，请立即吊销。
        </span>
      </div>
    </ShownOnce>
  );
}
