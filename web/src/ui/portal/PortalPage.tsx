import { NavBar } from 'antd-mobile';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';

interface Props {
  title: string;
  /** A page below a tab has a way back; the tabs themselves have none. */
  back?: boolean;
  right?: ReactNode;
  foot?: ReactNode;
  children: ReactNode;
}

/** One page of the portal: bar, scrolling body, and what must stay under the thumb. */
export function PortalPage({ title, back = false, right, foot, children }: Props) {
  const go = useNavigate();
  const leave = () => (window.history.length > 1 ? void go(-1) : void go('/'));
  return (
    <div className="hy-portal-page">
      <NavBar backIcon={back} onBack={leave} right={right}>
        {title}
      </NavBar>
      <div className="hy-portal-body">{children}</div>
      {foot}
    </div>
  );
}
