import {
  ChatCheckOutline,
  FlagOutline,
  HeartOutline,
  LocationOutline,
  MessageOutline,
  SearchOutline,
  SetOutline,
  TeamOutline,
  TruckOutline,
  UnorderedListOutline,
} from 'antd-mobile-icons';
import type { ComponentType } from 'react';
import { useNavigate } from 'react-router';
import { PortalPage } from '../../../ui/portal/PortalPage.tsx';
import './home.css';

interface Service {
  to: string;
  name: string;
  about: string;
  icon: ComponentType;
}

/** Only what works today: each of these ends in something done. */
const services: Service[] = [
  { to: '/lookup', name: '查询进度', about: '凭编号和手机号，不用登录', icon: SearchOutline },
  { to: '/matters', name: '我报的事', about: '补充、催办、评价', icon: UnorderedListOutline },
  { to: '/my-grid', name: '我的网格', about: '找民警、医生、律师、网格站', icon: TeamOutline },
  { to: '/report?type=repair', name: '报修', about: '小区里、楼道里、家里要修的', icon: SetOutline },
  { to: '/report?type=wish', name: '微心愿', about: '请大家帮一把', icon: HeartOutline },
  {
    to: '/report?type=dispute',
    name: '纠纷调解',
    about: '邻里、家庭、物业，内容保密',
    icon: ChatCheckOutline,
  },
  {
    to: '/report?type=courier-appeal',
    name: '我的诉求',
    about: '快递员、外卖骑手、网约车和货车司机',
    icon: TruckOutline,
  },
  { to: '/nearby', name: '身边设施', about: '食堂、托育、公园、服务点', icon: LocationOutline },
  { to: '/public-projects', name: '民生实事', about: '承诺的事办到哪一步', icon: FlagOutline },
  { to: '/report?type=complaint', name: '咨询投诉', about: '问政策、提建议', icon: MessageOutline },
];

export default function ServicesPage() {
  const go = useNavigate();
  return (
    <PortalPage title="办事" back>
      <div className="hy-services">
        {services.map(({ to, name, about, icon: Mark }) => (
          <button key={to} type="button" className="hy-act" onClick={() => void go(to)}>
            <Mark />
            <strong>{name}</strong>
            <span>{about}</span>
          </button>
        ))}
      </div>
    </PortalPage>
  );
}
