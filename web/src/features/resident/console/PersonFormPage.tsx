import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import { api } from '../../../api/client.ts';
import { Answered } from '../../../ui/console/Answered.tsx';
import { Watermark } from '../../../ui/Watermark.tsx';
import type { HouseDetail } from '../../housing/housing.ts';
import { changedOf, type Detail, peopleChanged, type Raw, usePerson } from '../resident.ts';
import { NewForm } from './NewForm.tsx';
import { PersonForm } from './PersonForm.tsx';
import '../../matter/console/matter.css';
import '../../matter/story.css';
import '../resident.css';

/** The page of both forms: `/residents/new?house=…` and `/residents/:id/edit`. */
export default function PersonFormPage() {
  const { id } = useParams();
  return <Watermark>{id ? <Edit id={id} /> : <New />}</Watermark>;
}

function Edit({ id }: { id: string }) {
  const query = usePerson(id);
  return (
    <>
      <div className="hy-matter-bar">
        <Link to={`/residents/${id}`}>‹ {query.data?.name ?? '人员'}</Link>
      </div>
      <Answered query={query} missing={{ title: '没有这个人员', back: '回到人员', to: '/residents' }}>
        {(person) => <Changing key={person.id} person={person} />}
      </Answered>
    </>
  );
}

/** What stands open is in the form; what is masked stays a hint, and is kept when nothing is typed over it. */
function Changing({ person }: { person: Detail }) {
  const go = useNavigate();
  const [before, masked] = useMemo(() => {
    const open = person.items.filter(({ masked: hidden }) => !hidden);
    const hidden = person.items.filter(({ masked: is }) => is);
    return [
      Object.fromEntries(open.map(({ item, value }) => [item, value])) as Raw,
      Object.fromEntries(hidden.map(({ item, value }) => [item, String(value)])),
    ];
  }, [person]);
  const words = useMemo(
    () => Object.fromEntries(person.items.map(({ item, words: text }) => [item, text ?? ''])),
    [person],
  );
  const send = async (values: Raw) => {
    const changed = changedOf(values, before);
    if (Object.keys(changed).length > 0) {
      await api.patch(`/api/residents/${person.id}`, { version: person.version, values: changed });
      await peopleChanged();
    }
    void go(`/residents/${person.id}`);
  };
  return (
    <section className="hy-panel hy-person-form">
      <h2>修改「{person.name}」</h2>
      <PersonForm
        draftKey={`person:${person.id}`}
        before={before}
        masked={masked}
        words={words}
        submit="保存"
        onSubmit={send}
        onCancel={() => void go(`/residents/${person.id}`)}
      />
    </section>
  );
}

function New() {
  const [params] = useSearchParams();
  const house = params.get('house') ?? '';
  const query = useQuery({
    queryKey: ['house', house],
    enabled: house !== '',
    queryFn: () => api.get<HouseDetail>(`/api/housing/houses/${house}`),
  });
  const known = query.data && { value: house, label: query.data.address };
  return (
    <>
      <div className="hy-matter-bar">
        {known ? (
          <Link to={`/housing/houses/${house}`}>‹ {known.label}</Link>
        ) : (
          <Link to="/residents">‹ 人员</Link>
        )}
      </div>
      {house ? (
        <Answered query={query}>{() => known && <NewForm house={known} />}</Answered>
      ) : (
        <NewForm house={undefined} />
      )}
    </>
  );
}
