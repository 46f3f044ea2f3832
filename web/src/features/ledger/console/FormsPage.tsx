import { Alert, App, Button, type TableColumnsType } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import { sayError } from '../../../api/errors.ts';
import { queryClient } from '../../../api/query.ts';
import { FilePick } from '../../../ui/console/FilePick.tsx';
import { PageTable } from '../../../ui/console/PageTable.tsx';
import { RowName } from '../../../ui/console/RowName.tsx';
import { TimeAgo } from '../../../ui/TimeAgo.tsx';
import { type Form, type FormRow, KINDS, keepPeople } from './data.ts';
import { type ForForm, forgetForForm, giveToForm, waitingForForm } from './forForm.ts';
import './form.css';

/** 智能报表: departments' blank forms are handed in here, and those handed in before are opened again. */
export default function FormsPage() {
  const go = useNavigate();
  const { message, modal } = App.useApp();
  const [waiting, setWaiting] = useState(waitingForForm);
  const open = (form: Pick<FormRow, 'id' | 'kind'>) => {
    const refused = giveToForm(form);
    if (!refused) void go(`/forms/${form.id}`);
    else if (!refused.fitsEmptied) void message.warning(`${refused.why}请缩小范围，分几次选。`);
    else
      void modal.confirm({
        title: refused.why,
        content: '清空表里已有的人，就能填这次选的人；要保留他们，请缩小范围再选。',
        okText: '清空，填这次的人',
        onOk: () => {
          keepPeople(form.id, []);
          open(form);
        },
      });
  };
  const forget = () => {
    forgetForForm();
    setWaiting(null);
  };
  return (
    <div className="hy-forms">
      {waiting && (
        <Alert
          type="info"
          showIcon
          title={`为${waiting.from}的${whoOf(waiting)}填表：请选一张表格，或上传部门发来的空白表格。名册里已经选好的人保留。`}
          action={
            <Button size="small" onClick={forget}>
              不填了
            </Button>
          }
        />
      )}
      <FilePick<Form>
        url={() => '/api/forms'}
        accept=".xlsx"
        label="上传空白表格"
        hint="部门发来的 .xlsx 表格：名册（表头下面是空行）或一人一表。识别表头后，为选定的人填好，原来的版式不变。最大 5 MB。"
        onSent={(form) => {
          queryClient.setQueryData(['form', form.id], form);
          void queryClient.invalidateQueries({ queryKey: ['form', 'list'] });
          open(form);
        }}
      />
      <section className="hy-forms-list" aria-label="我的表格">
        <h2 className="hy-head">我的表格</h2>
        <PageTable<FormRow>
          noun="form"
          url="/api/forms"
          columns={columns}
          width={640}
          onOpen={open}
          empty="还没有表格。上传部门发来的空白表格，下次遇到同一张表会沿用这次的对应。"
        />
      </section>
    </div>
  );
}

/** One is named, more are counted. */
const whoOf = ({ people }: ForForm): string =>
  people.length === 1 ? people[0]!.name : ` ${people.length.toLocaleString('zh-CN')} 人`;

const columns: TableColumnsType<FormRow> = [
  {
    title: '表格',
    key: 'name',
    render: (_, form) => <RowName more={`已对应 ${form.known} 处`}>{form.name}</RowName>,
  },
  { title: '种类', dataIndex: 'kind', width: 110, render: (kind: string) => KINDS[kind] },
  { title: '上传', dataIndex: 'created_at', width: 120, render: (at: string) => <TimeAgo at={at} /> },
  { title: '', key: 'act', width: 90, render: (_, form) => <Remove form={form} /> },
];

function Remove({ form }: { form: FormRow }) {
  const { message, modal } = App.useApp();
  const ask = () =>
    modal.confirm({
      title: `删除“${form.name}”？`,
      content: '填写记录一起删除；学到的对应关系也不再沿用。',
      okText: '删除',
      okButtonProps: { danger: true },
      onOk: async () => {
        await api.delete(`/api/forms/${form.id}`).catch((error: unknown) => message.error(sayError(error)));
        await queryClient.invalidateQueries({ queryKey: ['form', 'list'] });
      },
    });
  return (
    <Button
      size="small"
      type="text"
      onClick={(event) => {
        event.stopPropagation();
        void ask();
      }}
    >
      删除
    </Button>
  );
}
