/** How matters go: each script is a list of steps `action@who`, taken one after the other until the present is reached. */
export interface Script {
  weight: number;
  steps: string;
}

/** Who acts when a step does not say it. */
export const USUALLY: Record<string, string> = {
  sign: 'holder',
  feedback: 'holder',
  return: 'holder',
  transfer: 'holder',
  'ask-extension': 'holder',
  rate: 'caller',
  reopen: 'caller',
  supplement: 'caller',
  urge: 'caller',
  withdraw: 'caller',
  claim: 'claimer',
};

/** What somebody of a unit must hold to take a step. */
export const NEEDS: Record<string, string> = {
  accept: 'matter:accept',
  register: 'matter:accept',
  reject: 'matter:accept',
  dispatch: 'matter:dispatch',
  escalate: 'matter:dispatch',
  'hand-down': 'matter:dispatch',
  merge: 'matter:dispatch',
  suspend: 'matter:dispatch',
  'approve-request': 'matter:dispatch',
  resume: 'matter:dispatch',
  void: 'matter:void',
  verify: 'matter:verify',
  rework: 'matter:verify',
  close: 'matter:verify',
  rate: 'matter:visit',
  archive: 'matter:archive',
  supervise: 'matter:supervise',
};

/** Hours from the step before, from–to. */
export const WAIT: Record<string, readonly [number, number]> = {
  accept: [0.1, 1.6],
  register: [0.1, 1.2],
  dispatch: [0.05, 0.9],
  sign: [0.2, 3.5],
  feedback: [2, 40],
  return: [0.3, 5],
  transfer: [0.4, 4],
  verify: [0.5, 12],
  close: [0.5, 14],
  rework: [0.5, 10],
  rate: [1, 60],
  reopen: [10, 70],
  suspend: [2, 16],
  resume: [48, 140],
  'ask-extension': [4, 14],
  'approve-request': [0.3, 3],
  escalate: [0.5, 4],
  'hand-down': [0.4, 3],
  merge: [0.2, 0.9],
  void: [0.5, 6],
  reject: [0.2, 2],
  withdraw: [0.2, 1.4],
  urge: [20, 48],
  supplement: [0.3, 5],
  supervise: [1, 6],
  claim: [6, 60],
  archive: [4, 60],
};

const script = (weight: number, steps: string): Script => ({ weight, steps });

const CITY_EVENT: Record<string, Script> = {
  plain: script(46, 'accept register dispatch sign feedback close rate'),
  quick: script(16, 'dispatch sign feedback close'),
  checked: script(8, 'accept register dispatch sign feedback verify close rate archive'),
  reworked: script(4, 'accept register dispatch sign feedback rework sign feedback close rate'),
  returned: script(5, 'dispatch return dispatch+other sign feedback close rate'),
  transferred: script(3, 'accept register dispatch transfer sign feedback close'),
  suspended: script(2, 'dispatch sign suspend resume feedback close'),
  extended: script(3, 'dispatch sign ask-extension approve-request feedback close rate'),
  raised: script(3, 'accept register dispatch return escalate dispatch+other sign feedback close'),
  lowered: script(1, 'dispatch return escalate hand-down dispatch sign feedback close'),
  reopened: script(
    3,
    'accept register dispatch sign feedback close rate+bad dispatch sign feedback close rate+good',
  ),
  again: script(1, 'dispatch sign feedback close reopen dispatch sign feedback close rate+good'),
  urged: script(3, 'accept register dispatch sign urge supervise feedback close rate'),
  supplemented: script(3, 'accept supplement register dispatch sign feedback close rate'),
  rejected: script(3, 'reject'),
  late_rejected: script(1, 'accept reject'),
  withdrawn: script(2, 'accept withdraw'),
  voided: script(1, 'accept escalate void'),
  merged: script(2, 'merge'),
};

const REPAIR: Record<string, Script> = {
  plain: script(50, 'dispatch@property sign feedback close@caller rate'),
  quiet: script(18, 'dispatch@property feedback'),
  company: script(10, 'dispatch@property sign feedback close@property rate'),
  reworked: script(6, 'dispatch@property sign feedback rework@caller sign feedback close@caller rate'),
  returned: script(3, 'return@property dispatch+other sign feedback close@centre'),
  raised: script(3, 'escalate@property dispatch+other sign feedback close@caller rate'),
  suspended: script(2, 'dispatch@property sign suspend resume feedback close@caller'),
  extended: script(2, 'dispatch@property sign ask-extension approve-request feedback close@caller rate'),
  reopened: script(
    3,
    'dispatch@property sign feedback close@caller rate+bad dispatch@property sign feedback close@caller rate+good',
  ),
  archived: script(4, 'dispatch@property sign feedback close@caller rate archive'),
  urged: script(3, 'dispatch@property urge sign feedback close@caller'),
  withdrawn: script(2, 'withdraw'),
  voided: script(1, 'return@property escalate void'),
  merged: script(1, 'escalate@property merge'),
};

const COMPLAINT: Record<string, Script> = {
  plain: script(48, 'accept dispatch sign feedback close rate'),
  quick: script(16, 'dispatch sign feedback close rate'),
  returned: script(6, 'dispatch return dispatch+other sign feedback close'),
  reworked: script(4, 'accept dispatch sign feedback rework sign feedback close rate'),
  raised: script(3, 'accept dispatch return escalate dispatch+other sign feedback close'),
  up: script(2, 'accept escalate dispatch sign feedback close'),
  suspended: script(2, 'accept dispatch sign suspend resume feedback close'),
  extended: script(3, 'accept dispatch sign ask-extension approve-request feedback close rate'),
  reopened: script(4, 'accept dispatch sign feedback close rate+bad dispatch sign feedback close rate+good'),
  archived: script(4, 'accept dispatch sign feedback close rate archive'),
  urged: script(3, 'accept dispatch sign urge supervise feedback close rate'),
  rejected: script(3, 'reject'),
  withdrawn: script(2, 'accept withdraw'),
  voided: script(1, 'accept void'),
  merged: script(2, 'merge'),
};

/** Consultations and proposals may be answered at once. */
export const CONSULTATION: Record<string, Script> = {
  answered: script(7, 'close rate'),
  taken: script(3, 'accept dispatch sign feedback close rate'),
};

const DISPUTE: Record<string, Script> = {
  agreed: script(52, 'accept dispatch sign feedback close rate'),
  failed: script(12, 'accept dispatch sign feedback+failed close'),
  again: script(5, 'accept dispatch sign feedback+failed dispatch sign feedback close rate'),
  reworked: script(4, 'accept dispatch sign feedback rework sign feedback close'),
  returned: script(4, 'accept dispatch return dispatch+other sign feedback close'),
  raised: script(4, 'accept dispatch return escalate dispatch sign feedback close'),
  suspended: script(3, 'accept dispatch sign suspend resume feedback close'),
  reopened: script(2, 'accept dispatch sign feedback close rate+bad dispatch sign feedback close rate+good'),
  archived: script(4, 'accept dispatch sign feedback close rate archive'),
  rejected: script(3, 'reject'),
  withdrawn: script(3, 'accept withdraw'),
  voided: script(1, 'accept escalate void'),
  merged: script(1, 'accept merge'),
};

const WISH: Record<string, Script> = {
  claimed: script(45, 'accept claim feedback close@caller rate'),
  given: script(25, 'accept dispatch sign feedback close@caller rate'),
  quiet: script(8, 'accept claim feedback'),
  given_back: script(4, 'accept claim return dispatch+other feedback close@caller rate'),
  reworked: script(3, 'accept claim feedback rework@caller feedback close@caller'),
  raised: script(2, 'accept dispatch sign escalate dispatch feedback close'),
  suspended: script(2, 'accept suspend resume claim feedback close'),
  reopened: script(2, 'accept claim feedback close@caller rate+bad claim feedback close rate+good'),
  archived: script(4, 'accept claim feedback close@caller rate archive'),
  rejected: script(3, 'reject'),
  withdrawn: script(2, 'accept withdraw'),
  voided: script(1, 'accept escalate void'),
  merged: script(1, 'accept merge'),
};

export const SCRIPTS: Record<string, Record<string, Script>> = {
  'city-event': CITY_EVENT,
  repair: REPAIR,
  complaint: COMPLAINT,
  dispute: DISPUTE,
  wish: WISH,
};

/** Badly judged once more than a matter is taken up again by itself: the centre has to decide. Only for who is asked for it. */
const CONTESTED: Record<string, string> = {
  'city-event': 'dispatch sign feedback close rate+bad '.repeat(3),
  repair: 'dispatch@property sign feedback close@property rate+bad '.repeat(3),
  complaint: `accept ${'dispatch sign feedback close rate+bad '.repeat(3)}`,
  dispute: `accept ${'dispatch sign feedback close rate+bad '.repeat(3)}`,
  wish: `accept ${'claim feedback close rate+bad '.repeat(2)}`,
};
for (const [type, steps] of Object.entries(CONTESTED)) SCRIPTS[type]!.contested = script(0, steps.trim());

/** For each type and state one script that comes through it: so that every state is to be seen. */
export const THROUGH: Record<string, Record<string, string>> = {
  'city-event': {
    reported: 'plain',
    accepted: 'plain',
    registered: 'plain',
    handling: 'plain',
    returned: 'returned',
    raised: 'raised',
    suspended: 'suspended',
    verifying: 'plain',
    verified: 'checked',
    closed: 'plain',
    rated: 'checked',
    reopened: 'reopened',
    archived: 'checked',
    rejected: 'rejected',
    withdrawn: 'withdrawn',
    voided: 'voided',
    merged: 'merged',
  },
  repair: {
    reported: 'plain',
    handling: 'plain',
    returned: 'returned',
    raised: 'raised',
    suspended: 'suspended',
    done: 'plain',
    closed: 'plain',
    rated: 'archived',
    reopened: 'reopened',
    archived: 'archived',
    withdrawn: 'withdrawn',
    voided: 'voided',
    merged: 'merged',
  },
  complaint: {
    reported: 'plain',
    accepted: 'plain',
    handling: 'plain',
    returned: 'returned',
    raised: 'raised',
    suspended: 'suspended',
    verifying: 'plain',
    closed: 'plain',
    rated: 'archived',
    reopened: 'reopened',
    archived: 'archived',
    rejected: 'rejected',
    withdrawn: 'withdrawn',
    voided: 'voided',
    merged: 'merged',
  },
  dispute: {
    reported: 'agreed',
    accepted: 'agreed',
    mediating: 'agreed',
    failed: 'failed',
    returned: 'returned',
    raised: 'raised',
    suspended: 'suspended',
    agreed: 'agreed',
    closed: 'agreed',
    rated: 'archived',
    reopened: 'reopened',
    archived: 'archived',
    rejected: 'rejected',
    withdrawn: 'withdrawn',
    voided: 'voided',
    merged: 'merged',
  },
  wish: {
    reported: 'claimed',
    open: 'claimed',
    handling: 'claimed',
    raised: 'raised',
    suspended: 'suspended',
    done: 'claimed',
    closed: 'claimed',
    rated: 'archived',
    reopened: 'reopened',
    archived: 'archived',
    rejected: 'rejected',
    withdrawn: 'withdrawn',
    voided: 'voided',
    merged: 'merged',
  },
};
