export const stateNames = { open: '待处理', closed: '已处理', governed: '专项治理' } as const;
/** Kinds of tags. */
export const stateTones = { open: 'waiting', closed: 'done', governed: 'working' } as const;
