import { createPortal } from 'react-dom';
import '../../matter/console/worksheet.css';

/** The agreement on A4 with places to sign: while it is open the printer sees it, and only it. */
export function AgreementSheet({ body }: { body: string }) {
  return createPortal(
    <article className="hy-sheet hy-dispute-sheet" aria-hidden="true">
      <h1>人民调解协议书</h1>
      <pre>{body}</pre>
      <div className="hy-sheet-sign">
        {['申请人', '被申请人', '人民调解员', '记录人'].map((who) => (
          <p key={who}>
            {who}（签名、盖章或按指印）：
            <span /> 年　月　日
          </p>
        ))}
        <p>
          调解组织（印章）：
          <span /> 年　月　日
        </p>
      </div>
    </article>,
    document.body,
  );
}
