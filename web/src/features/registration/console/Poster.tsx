import { Alert, Button, Modal, QRCode } from 'antd';
import { useState } from 'react';
import { createPortal } from 'react-dom';
import { isLoopback, registerAddress, type Scanned, usePlace } from '../registration.ts';
import '../../matter/console/worksheet.css';
import './poster.css';

interface Props {
  scanned: Scanned;
  /** What the sheet is put up at. */
  name: string;
  where: string;
  size?: 'small' | 'middle';
}

/** The sheet for the door: whoever scans it registers the own household there. */
export function PosterButton({ size = 'small', ...sheet }: Props) {
  const [open, setOpen] = useState(false);
  const place = usePlace(sheet.scanned, open);
  const address = registerAddress(sheet.scanned, place.data?.site, window.location.origin);
  const drawn = { ...sheet, address, asking: place.isPending };
  return (
    <>
      <Button size={size} onClick={() => setOpen(true)}>
        登记码
      </Button>
      {open && (
        <Modal
          open
          title="扫码登记的登记码"
          okText="打印"
          cancelText="关闭"
          onOk={() => window.print()}
          onCancel={() => setOpen(false)}
          width={420}
          footer={(buttons) => (
            <>
              {!place.isPending && isLoopback(address) && (
                <Alert
                  className="hy-poster-warning"
                  type="warning"
                  showIcon
                  title="居民的手机打不开这个网址"
                  description="登记码里是本机地址。请系统管理员先把 HUYING_URL 设为居民能打开的网址，重新启动后再打印。"
                />
              )}
              {buttons}
            </>
          )}
        >
          <div className="hy-poster">
            <Sheet {...drawn} width={220} />
          </div>
          {createPortal(
            <article className="hy-sheet hy-poster hy-poster-print" aria-hidden="true">
              <Sheet {...drawn} width={440} />
            </article>,
            document.body,
          )}
        </Modal>
      )}
    </>
  );
}

interface SheetProps {
  name: string;
  where: string;
  address: string;
  asking: boolean;
  width: number;
}

function Sheet({ name, where, address, asking, width }: SheetProps) {
  return (
    <>
      <h1>扫码登记</h1>
      <strong>{name}</strong>
      <span>{where}</span>
      <QRCode
        value={address}
        status={asking ? 'loading' : 'active'}
        size={width}
        type="svg"
        errorLevel="M"
        bordered={false}
        color="#000"
      />
      <ol>
        <li>用手机扫一扫，用手机号登录</li>
        <li>选择房屋，填写家里的人</li>
        <li>网格员核对后登记，随时可以查看、更正</li>
      </ol>
      <small>填写的内容只用于社区登记和服务，加密保存；谁查看过，您都能看到。</small>
      <small>{address}</small>
    </>
  );
}
