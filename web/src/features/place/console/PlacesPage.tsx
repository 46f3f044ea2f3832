import { may, useMe } from '../../../api/session.ts';
import { type PageTab, PageTabs } from '../../../ui/console/PageTabs.tsx';
import { rightsOf, type Subject, words } from '../place.ts';
import { Buildings } from './Buildings.tsx';
import { PlaceList } from './PlaceList.tsx';
import './place.css';

const ORDER: Subject[] = ['organisation', 'facility', 'component', 'vehicle', 'incident'];
const tabOf = (subject: Subject): PageTab => ({
  key: subject,
  label: words[subject].name,
  children: <PlaceList key={subject} subject={subject} />,
});
const buildings: PageTab = { key: 'buildings', label: '楼宇', children: <Buildings /> };

/** What stands in one's areas and is no home, as far as one may see it: organisations, office buildings, facilities, components, vehicles, incidents. */
export default function PlacesPage() {
  const { data: me } = useMe();
  const mine = ORDER.filter((subject) => may(me, rightsOf(subject).view)).flatMap((subject) =>
    subject === 'organisation' ? [tabOf(subject), buildings] : [tabOf(subject)],
  );
  const [first, ...rest] = mine;
  return first ? <PageTabs tabs={[first, ...rest]} /> : null;
}
