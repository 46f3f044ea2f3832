import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { Buildings } from './Buildings.tsx';
import { PlaceList } from './PlaceList.tsx';
import './place.css';

/** What stands in one's areas and is no home: organisations, office buildings, facilities, components, vehicles. */
export default function PlacesPage() {
  return (
    <PageTabs
      tabs={[
        { key: 'organisation', label: '单位', children: <PlaceList subject="organisation" /> },
        { key: 'buildings', label: '楼宇', children: <Buildings /> },
        { key: 'facility', label: '场所设施', children: <PlaceList subject="facility" /> },
        { key: 'component', label: '部件', children: <PlaceList subject="component" /> },
        { key: 'vehicle', label: '车辆', children: <PlaceList subject="vehicle" /> },
      ]}
    />
  );
}
