import { PageTabs } from '../../../ui/console/PageTabs.tsx';
import { CredentialTab } from './people/CredentialTab.tsx';
import { StaffTab } from './people/StaffTab.tsx';
import { UnitTab } from './people/UnitTab.tsx';

/** Organisations, the people in them, and the other systems that are let in. */
export default function PeoplePage() {
  return (
    <PageTabs
      tabs={[
        { key: 'staff', label: '人员', children: <StaffTab /> },
        { key: 'units', label: '单位', children: <UnitTab /> },
        { key: 'credentials', label: '接口凭证', children: <CredentialTab /> },
      ]}
    />
  );
}
