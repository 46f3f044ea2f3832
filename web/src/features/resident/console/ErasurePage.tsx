import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { createPortal } from 'react-dom';
import { useParams } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { DetailPage } from '../../../ui/console/DetailPage.tsx';
import { FactRows } from '../../../ui/console/FactRows.tsx';
import { exactTime } from '../../../ui/TimeAgo.tsx';
import '../../matter/console/matter.css';
import '../../matter/console/worksheet.css';
import '../resident.css';

type Proof = Answer<'readResidentErasure'>;

/** What a table keeps, in words. */
const KEPT: Record<string, string> = {
  source_statement: '来源记录',
  resident_home: '住处与房产',
  resident_waiting: '待核对的项',
  resident_duplicate: '疑似同一人的提示',
  registration: '居民登记和申请',
  ledger_tagged: '手工标签',
  ledger_member: '所在人群',
  care_person: '关爱对象',
  care_visit: '走访记录',
  care_duty: '关爱责任人',
  duty_answer: '网格任务的结果',
};

/** The proof that a record was erased, to be read, compared with the log and printed. */
export default function ErasurePage() {
  const { id = '' } = useParams();
  const query = useQuery({
    queryKey: ['erasure', id],
    queryFn: () => api.get<Proof>(`/api/resident-erasures/${id}`),
  });
  return (
    <DetailPage
      query={query}
      back={{ to: '/erasures?tab=done', name: '删除证明' }}
      missing="没有这份删除证明"
    >
      {(proof) => (
        <section className="hy-panel hy-proof">
          <h2>
            删除证明
            <span className="hy-panel-tool">
              <Button onClick={() => window.print()}>打印</Button>
            </span>
          </h2>
          {proof.proven ? (
            <Alert type="success" showIcon title="已与事件日志核对：记录没有改动过，以这次删除结束。" />
          ) : (
            <Alert
              type="error"
              showIcon
              title="与事件日志不一致：证明或日志被改动过。请告知审计管理员，由运维人员运行 audit verify 查明。"
            />
          )}
          <FactRows rows={factsOf(proof)} />
          {createPortal(
            <article className="hy-sheet" aria-hidden="true">
              <header>
                <h1>删除证明</h1>
              </header>
              <FactRows rows={factsOf(proof)} />
              <footer>打印于 {exactTime(new Date())}</footer>
            </article>,
            document.body,
          )}
        </section>
      )}
    </DetailPage>
  );
}

const factsOf = (proof: Proof): [string, string][] => [
  ['证明编号', proof.id],
  ['所属网格', proof.area_name],
  ['删除时间', exactTime(proof.at)],
  ['删除依据', proof.reason],
  ['办理人', proof.by],
  ['删除内容', erasedWords(proof.erased)],
  ['原记录编号', proof.person],
  ['事件摘要', proof.hash],
];

const erasedWords = (erased: Proof['erased']): string =>
  [
    '登记的各项信息',
    ...Object.entries(erased).flatMap(([table, rows]) =>
      rows > 0 ? [`${KEPT[table] ?? table} ${rows} 条`] : [],
    ),
  ].join('、');
