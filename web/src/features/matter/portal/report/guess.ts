const words: [type: string, pattern: RegExp][] = [
  ['dispute', /纠纷|吵架|打架|调解|邻居.*(吵|闹|占)|赡养|离婚|欠薪/],
  ['wish', /心愿|想要一|希望有人(帮|陪)|捐|陪(伴|护)|独居老人/],
  ['repair', /楼道|电梯|单元门|门禁|我家|家里|户内|小区(里|内)|物业|漏水|水管|下水|马桶|车库|对讲|楼顶|天台/],
  ['complaint', /投诉|举报|咨询|请问|怎么办理|政策|建议|收费|态度/],
];

/**
 * The likely kind of a matter from its words, to be changed by whoever writes: what is not plainly something else is a
 * matter of the street. Pure.
 */
export function guessType(text: string, offered: readonly string[]): string | undefined {
  const hit = words.find(([type, pattern]) => offered.includes(type) && pattern.test(text));
  return hit?.[0] ?? (offered.includes('city-event') ? 'city-event' : offered[0]);
}
