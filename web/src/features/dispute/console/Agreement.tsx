import { Button } from 'antd';
import { useState } from 'react';
import { PhotoStrip } from '../../../ui/PhotoStrip.tsx';
import { StateTag } from '../../../ui/StateTag.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import type { Dispute, Opened } from '../dispute.ts';
import { AgreementForm, SignForm } from './AgreementForms.tsx';
import { AgreementSheet } from './AgreementSheet.tsx';

interface Props {
  dispute: Dispute;
  opened: Opened | undefined;
  onOpen: () => void;
}

/** The agreement: composed, edited in versions, printed for signing, and the signed page kept as a photo. */
export function Agreement({ dispute, opened, onOpen }: Props) {
  const [asking, ask] = useState<'edit' | 'sign' | null>(null);
  const [newest] = dispute.agreements;
  const print = () => (opened?.agreement ? window.print() : onOpen());
  return (
    <div className="hy-dispute-part">
      <h3>
        调解协议书
        <Button size="small" type="link" onClick={() => ask('edit')}>
          {newest ? '修改为新一版' : '起草协议'}
        </Button>
        {newest && (
          <Button size="small" type="link" onClick={print}>
            {opened?.agreement ? '打印' : '打开后打印'}
          </Button>
        )}
        {newest && !newest.signed_on && (
          <Button size="small" type="link" onClick={() => ask('sign')}>
            登记签订
          </Button>
        )}
      </h3>
      {!newest && <span className="hy-muted">还没有协议。达成一致后由已登记的情况起草，可以再改。</span>}
      <ul className="hy-dispute-list">
        {dispute.agreements.map((each) => (
          <li key={each.version}>
            <strong>第 {each.version} 版</strong>
            <span className="hy-muted">
              {each.by} {exactTime(each.created_at)}
            </span>
            {each.signed_on && <StateTag kind="done">{each.signed_on} 签订</StateTag>}
          </li>
        ))}
      </ul>
      {opened && (
        <PhotoStrip
          photos={opened.files.map((file) => ({ id: file.id, url: file.url, thumb: file.thumb_url }))}
        />
      )}
      {opened?.agreement && <pre className="hy-dispute-text">{opened.agreement.body}</pre>}
      {opened?.agreement && <AgreementSheet body={opened.agreement.body} />}
      {asking === 'edit' && (
        <AgreementForm dispute={dispute} body={opened?.agreement?.body} onClose={() => ask(null)} />
      )}
      {asking === 'sign' && newest && (
        <SignForm id={dispute.matter} agreement={newest.version} onClose={() => ask(null)} />
      )}
    </div>
  );
}
