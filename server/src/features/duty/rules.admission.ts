/** Who looks at an entry, as far as deciding about it goes. */
export interface Stands {
  account: string;
  /** Works for the unit that applied. */
  applies: boolean;
  /** Decides about the list in all of the entry's areas. */
  decides: boolean;
}

export type Action = 'review' | 'approve' | 'refuse' | 'withdraw' | 'end';
type State = 'applied' | 'reviewed' | 'approved' | 'refused' | 'withdrawn' | 'ended';

const NAMES: Record<Action, string> = {
  review: '初审同意',
  approve: '批准',
  refuse: '不同意',
  withdraw: '撤回申请',
  end: '移出清单',
};
export const AFTER: Record<Action, State> = {
  review: 'reviewed',
  approve: 'approved',
  refuse: 'refused',
  withdraw: 'withdrawn',
  end: 'ended',
};
const FROM: Record<Action, State[]> = {
  review: ['applied'],
  approve: ['reviewed'],
  refuse: ['applied', 'reviewed'],
  withdraw: ['applied', 'reviewed'],
  end: ['approved'],
};

export interface Offer {
  action: Action;
  name: string;
  enabled: boolean;
  reason: string | null;
}

/**
 * What somebody may do with an entry now. Whoever applied decides nothing about it, and the one who approves is another than the one
 * who reviewed: an entry on the list has passed two people's hands beside the applicant's.
 */
export function offers(
  entry: { state: string; applied_by: string; reviewed_by: string | null },
  who: Stands,
): Offer[] {
  const can: Record<Action, boolean> = {
    review: who.decides,
    approve: who.decides,
    refuse: who.decides,
    withdraw: who.applies,
    end: who.decides,
  };
  return (Object.keys(NAMES) as Action[]).flatMap((action) => {
    if (!can[action] || !FROM[action].includes(entry.state as State)) return [];
    const own = action !== 'withdraw' && action !== 'end' && entry.applied_by === who.account;
    const twice = action === 'approve' && entry.reviewed_by === who.account;
    const reason = own ? '不能审批本人提出的申请。' : twice ? '初审和批准须是两个人。' : null;
    return [{ action, name: NAMES[action], enabled: reason === null, reason }];
  });
}
