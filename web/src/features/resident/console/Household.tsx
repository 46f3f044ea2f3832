import { Link } from 'react-router';
import { aboutOf, type Detail, STATES } from '../resident.ts';

/** Who belongs to the same household. */
export function Household({ person }: { person: Detail }) {
  return (
    <section className="hy-panel">
      <h2>同户人员</h2>
      {person.household.length === 0 ? (
        <p className="hy-muted">没有登记同户的人。</p>
      ) : (
        <ul className="hy-person-people">
          {person.household.map((other) => (
            <li key={other.id}>
              <Link to={`/residents/${other.id}`}>{other.name}</Link>
              <span>{aboutOf(other)}</span>
              {other.state !== 'present' && <span className="hy-muted">{STATES[other.state]}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
