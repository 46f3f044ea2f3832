/** What a column of a file can become; the names are those of the mapping and of reports. */
export const importFields = {
  reference: '外部编号',
  type: '事项类型',
  title: '标题',
  text: '内容',
  category: '类别',
  lng: '经度',
  lat: '纬度',
  address: '地址',
  area: '区域',
  created_at: '提出时间',
  contact_name: '联系人',
  contact_phone: '联系电话',
  source: '来源',
  unit: '办理单位',
  urgent: '紧急',
  anonymous: '匿名',
  confidential: '保密',
} as const;

export type ImportField = keyof typeof importFields;
export const fieldCodes = Object.keys(importFields) as ImportField[];

/** Fields that take one of a closed set of values: whatever else a file says there is to be translated. */
export const codedFields = [
  'type',
  'category',
  'source',
  'area',
  'unit',
  'urgent',
  'anonymous',
  'confidential',
] as const satisfies ImportField[];
export type CodedField = (typeof codedFields)[number];

/** A question of a type's own form, as mappings name it: `complaint.purpose`. */
export type QuestionKey = `${string}.${string}`;

/** What cells are read for: a field, or `answers.` with a question. */
export type CellKey = ImportField | `answers.${QuestionKey}`;
export const answerKey = (question: string): CellKey => `answers.${question as QuestionKey}`;

/** Headers as they stand in real files, in both languages, without spaces and marks. The first match in a row of fields wins. */
const SYNONYMS: Record<ImportField, string[]> = {
  reference: [
    '外部编号 编号 工单编号 工单号 案件编号 案卷号 任务号 事项编号 流水号 受理编号 诉求编号 序号 主键',
    'id uniquekey uniqueid caseid caseenquiryid casenumber servicerequestid servicerequestnumber requestid ticketid ticketno reference ref number',
  ],
  type: ['事项类型 业务类型 工单类型 案件类型', 'mattertype casetype recordtype'],
  title: ['标题 主题 事项标题 工单标题 案件标题 摘要', 'title casetitle subject summary'],
  text: [
    '内容 诉求内容 问题描述 描述 反映内容 事项内容 案件描述 工单内容 详情 情况说明',
    'text description content details descriptor problem complaintdescription requestdescription',
  ],
  category: [
    '类别 分类 问题类别 诉求类别 案件类别 小类 小类名称 问题类型 诉求类型',
    'category complainttype type requesttype problemtype servicename',
  ],
  lng: ['经度 东经 坐标x x坐标', 'lng lon long longitude'],
  lat: ['纬度 北纬 坐标y y坐标', 'lat latitude'],
  address: [
    '地址 详细地址 事发地址 事发地点 地点 发生地址 发生地点 位置 位置描述 诉求地址',
    'address incidentaddress location locationtext streetaddress',
  ],
  area: [
    '区域 区域编码 社区 所属社区 社区编码 网格 网格编码 所属网格 街道 所属街道',
    'area areacode community grid neighborhood communityboard borough ward',
  ],
  created_at: [
    '提出时间 上报时间 创建时间 受理时间 登记时间 来电时间 投诉时间 反映时间 发生时间 日期 时间',
    'createdat createddate created opendt opendate opened openedat requesteddatetime date timestamp',
  ],
  contact_name: [
    '联系人 姓名 来电人 诉求人 市民姓名 反映人 投诉人',
    'contact contactname name caller callername',
  ],
  contact_phone: [
    '联系电话 电话 手机 手机号 手机号码 来电号码 主叫号码 联系方式',
    'phone phonenumber mobile telephone contactphone callernumber',
  ],
  source: ['来源 渠道 诉求来源 上报渠道 案件来源 受理渠道', 'source channel opendatachanneltype origin'],
  unit: [
    '办理单位 承办单位 主办单位 责任单位 处置部门 处置单位 责任部门 承办部门',
    'unit department agency assignedto responsibleagency',
  ],
  urgent: ['紧急 是否紧急 紧急程度 加急 是否加急', 'urgent isurgent'],
  anonymous: ['匿名 是否匿名', 'anonymous isanonymous'],
  confidential: ['保密 是否保密', 'confidential isconfidential'],
};

const plain = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const FIELD_OF = new Map<string, { field: ImportField; rank: number }>();
for (const field of fieldCodes)
  SYNONYMS[field]
    .join(' ')
    .split(' ')
    .forEach((word, rank) => {
      if (!FIELD_OF.has(word)) FIELD_OF.set(word, { field, rank });
    });

/** Which column is probably which field, by its header: each field its best-known header, each column once. */
export function suggestColumns(columns: readonly string[]): Partial<Record<ImportField, string[]>> {
  const best = new Map<ImportField, { column: string; rank: number }>();
  for (const column of columns) {
    const known = FIELD_OF.get(plain(column));
    if (!known) continue;
    const present = best.get(known.field);
    if (!present || known.rank < present.rank) best.set(known.field, { column, rank: known.rank });
  }
  return Object.fromEntries([...best].map(([field, { column }]) => [field, [column]]));
}

/** Which column asks what a type's own form asks, by the question's words; no column that a field has taken. */
export function suggestAnswers(
  columns: readonly string[],
  questions: Iterable<readonly [key: string, label: string]>,
  taken: Partial<Record<ImportField, string[]>>,
): Record<string, string[]> {
  const used = new Set(Object.values(taken).flat());
  const free = new Map(
    columns.filter((column) => !used.has(column)).map((column) => [plain(column), column]),
  );
  const found: Record<string, string[]> = {};
  for (const [key, label] of questions) {
    const column = free.get(plain(label));
    if (column !== undefined) found[key] = [column];
  }
  return found;
}
