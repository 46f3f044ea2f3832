import { useQuery } from '@tanstack/react-query';
import { Button, Modal } from 'antd';
import { Link, useNavigate } from 'react-router';
import { api } from '../../../api/client.ts';
import type { Answer } from '../../../api/types.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { KINDS, keepPeople, keptPeople } from '../../ledger/console/data.ts';
import type { Detail } from '../resident.ts';

type Form = Answer<'listForms'>['items'][number];

/** Which of one's forms is filled for this person: a list keeps those who are on it already. */
export function FillDialog({ person, onClose }: { person: Detail; onClose: () => void }) {
  const go = useNavigate();
  const query = useQuery({
    queryKey: ['form', 'list', 'pick'],
    queryFn: () => api.get<Answer<'listForms'>>('/api/forms', { limit: 50 }),
  });
  const choose = (form: Form) => {
    const { id, name, address } = person;
    const others = form.kind === 'list' ? keptPeople(form.id).filter((one) => one.id !== id) : [];
    keepPeople(form.id, [...others, { id, name, address }]);
    void go(`/forms/${form.id}`);
  };
  return (
    <Modal open title={`为${person.name}填表`} footer={null} onCancel={onClose} width={480}>
      <Answered query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p>
              还没有表格。先到<Link to="/forms">智能报表</Link>上传部门发来的空白表格。
            </p>
          ) : (
            <ul className="hy-person-people">
              {items.map((form) => (
                <li key={form.id}>
                  <b>{form.name}</b>
                  <span className="hy-muted">{KINDS[form.kind]}</span>
                  <Button size="small" aria-label={`填${form.name}`} onClick={() => choose(form)}>
                    填这张
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Answered>
    </Modal>
  );
}
