import { Watermark as AntWatermark } from 'antd';
import { type ReactNode, useState } from 'react';
import { useMe } from '../api/session.ts';
import { exactTime } from './TimeAgo.tsx';

/**
 * Who looks and since when, across whatever shows personal data: a photo of the screen says whose it was. Everything stays readable and
 * clickable below it. `fill`: around a whole page, whose height its lists go by.
 */
export function Watermark({ children, fill }: { children: ReactNode; fill?: boolean }) {
  const { data: me } = useMe();
  const [since] = useState(() => exactTime(new Date()).slice(0, -3));
  const account = me?.account;
  if (!account) return children;
  const username = 'username' in account && account.username ? String(account.username) : '';
  return (
    <AntWatermark
      content={[`${account.name} ${username}`.trim(), since]}
      font={{ fontSize: 13, color: 'rgb(0 0 0 / 9%)' }}
      gap={[48, 40]}
      rotate={-18}
      style={fill ? { height: '100%' } : undefined}
    >
      {children}
    </AntWatermark>
  );
}
