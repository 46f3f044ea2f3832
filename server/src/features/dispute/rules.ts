import { addDays } from '../../platform/day.ts';

/** A follow-up visit is due so many days after the agreement was signed (人民调解工作规范: 回访). */
const VISIT_AFTER_DAYS = 30;

export const ROLES = { applicant: '申请人', respondent: '被申请人', other: '其他当事人' } as const;
export const MEDIATORS = {
  people: '人民调解员',
  lawyer: '律师',
  police: '民警',
  judge: '法官',
  other: '其他',
} as const;

/** What an agreement is composed from. Days are YYYY-MM-DD. */
export interface AgreementFacts {
  number: string;
  organisation: string;
  place: string;
  day: string;
  kind: string | null;
  text: string;
  parties: readonly { role: keyof typeof ROLES; name: string; phone: string | null }[];
  mediators: readonly { kind: keyof typeof MEDIATORS; name: string; unit: string }[];
  promises: readonly { what: string; due_on: string }[];
}

const chinese = (day: string): string => {
  const [year, month, date] = day.split('-');
  return `${year}年${Number(month)}月${Number(date)}日`;
};

/**
 * A first draft of the agreement (人民调解协议书), in the parts that 人民调解法 第二十九条 names: parties, main facts, what was
 * agreed, how and by when. People write the rest; what is not known yet is a line to be filled.
 */
export function composeAgreement(facts: AgreementFacts): string {
  const people = facts.parties.map(
    ({ role, name, phone }) => `${ROLES[role]}：${name}${phone ? `，联系电话 ${phone}` : ''}`,
  );
  const promises = facts.promises.map(
    ({ what, due_on }, at) => `${at + 1}. ${what}，于${chinese(due_on)}前履行。`,
  );
  const mediators = facts.mediators.map(
    ({ kind, name, unit }) => `${MEDIATORS[kind]} ${name}${unit ? `（${unit}）` : ''}`,
  );
  return [
    `编号：${facts.number}`,
    '',
    '一、当事人',
    ...(people.length > 0 ? people : ['（请先登记当事人）']),
    '',
    `二、纠纷主要事实、争议事项${facts.kind ? `（${facts.kind}）` : ''}`,
    facts.text,
    '',
    '三、经调解，双方自愿达成如下协议',
    ...(promises.length > 0 ? promises : ['1. ']),
    '',
    '四、履行方式、地点、期限',
    `在${facts.place}履行，期限见第三条。`,
    '',
    '五、本协议自各方当事人签名（盖章、按指印）之日起生效，一式若干份，当事人各执一份，调解组织留存一份。',
    '',
    `调解组织：${facts.organisation}`,
    `调解员：${mediators.join('、') || '（请先指定调解员）'}`,
    `日期：${chinese(facts.day)}`,
  ].join('\n');
}

/** When the visit after an agreement is due. */
export const visitDue = (signedOn: string): string => addDays(signedOn, VISIT_AFTER_DAYS);

/**
 * How a dispute goes on when a visit finds that the agreement is not kept: at the visit's state the matter is worked on anew
 * or opened again; anywhere else it is being worked on already, or is at an end that nothing leads back from.
 */
export function afterBroken(state: string): 'rework' | 'reopen' | null {
  if (state === 'agreed') return 'rework';
  return state === 'closed' || state === 'rated' ? 'reopen' : null;
}
