import { WaterMark } from 'antd-mobile';
import type { ReactNode } from 'react';
import { useMe } from '../../api/session.ts';

/** Who looks, across what shows personal data on the phone: a photo of the screen says whose it was. */
export function Watermark({ children }: { children: ReactNode }) {
  const { data: me } = useMe();
  return (
    <>
      {children}
      {me?.account && (
        <WaterMark content={me.account.name} fontColor="rgb(0 0 0 / 9%)" fontSize={13} gapX={72} gapY={64} />
      )}
    </>
  );
}
