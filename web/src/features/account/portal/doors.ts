import { HeartOutline, LocationOutline, TeamOutline } from 'antd-mobile-icons';
import { may } from '../../../api/session.ts';
import type { Me } from '../../../api/types.ts';

/**
 * The ways to houses, people and visits, of whoever may open them: the same wherever doors are drawn. Any of the staff may answer for
 * somebody in care, also who sees no registry.
 */
export const registryDoors = (me: Me | undefined) =>
  [
    { to: '/housing', name: '房屋', icon: LocationOutline, shown: may(me, 'housing:view-area') },
    { to: '/people', name: '人员', icon: TeamOutline, shown: may(me, 'resident:view-area') },
    { to: '/care', name: '关爱走访', icon: HeartOutline, shown: me?.account?.kind === 'staff' },
  ].filter(({ shown }) => shown);
