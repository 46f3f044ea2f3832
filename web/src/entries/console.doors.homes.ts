import DeleteOutlined from '@ant-design/icons/DeleteOutlined';
import DiffOutlined from '@ant-design/icons/DiffOutlined';
import FormOutlined from '@ant-design/icons/FormOutlined';
import HeartOutlined from '@ant-design/icons/HeartOutlined';
import HomeOutlined from '@ant-design/icons/HomeOutlined';
import ImportOutlined from '@ant-design/icons/ImportOutlined';
import ShopOutlined from '@ant-design/icons/ShopOutlined';
import TableOutlined from '@ant-design/icons/TableOutlined';
import TagsOutlined from '@ant-design/icons/TagsOutlined';
import UserOutlined from '@ant-design/icons/UserOutlined';
import type { DoorGroup } from './console.doors.ts';

/** The doors of the registry: houses, people, places, and what is made out of them. */
export const homes: DoorGroup = {
  name: '人房',
  doors: [
    {
      path: '/housing',
      name: '房屋地图',
      icon: HomeOutlined,
      permissions: ['housing:view-area', 'housing:view-unit'],
      page: () => import('../features/housing/console/HousingPage.tsx'),
    },
    {
      path: '/residents',
      name: '人员',
      icon: UserOutlined,
      permissions: ['resident:view-area'],
      page: () => import('../features/resident/console/ResidentsPage.tsx'),
    },
    {
      path: '/places',
      name: '单位场所',
      icon: ShopOutlined,
      permissions: ['place:view-area', 'incident:view-area'],
      page: () => import('../features/place/console/PlacesPage.tsx'),
    },
    {
      path: '/care',
      name: '关爱',
      icon: HeartOutlined,
      permissions: ['resident:view-area'],
      page: () => import('../features/care/console/CarePage.tsx'),
    },
    {
      path: '/ledgers',
      name: '台账',
      icon: TableOutlined,
      permissions: ['resident:view-area', 'housing:view-area', 'place:view-area', 'incident:view-area'],
      page: () => import('../features/ledger/console/LedgerPage.tsx'),
    },
    {
      path: '/segments',
      name: '标签人群',
      icon: TagsOutlined,
      permissions: ['resident:view-area'],
      page: () => import('../features/ledger/console/SegmentsPage.tsx'),
    },
    {
      path: '/forms',
      name: '智能报表',
      icon: FormOutlined,
      permissions: ['resident:export'],
      page: () => import('../features/ledger/console/FormsPage.tsx'),
    },
    {
      path: '/conflicts',
      name: '核对',
      icon: DiffOutlined,
      permissions: ['resident:decide', 'resident:edit', 'resident:rule'],
      page: () => import('../features/resident/console/ConflictsPage.tsx'),
    },
    {
      path: '/erasures',
      name: '删除与证明',
      icon: DeleteOutlined,
      permissions: ['resident:erase'],
      page: () => import('../features/resident/console/ErasuresPage.tsx'),
    },
    {
      path: '/sheets',
      name: '导入',
      icon: ImportOutlined,
      permissions: ['resident:import', 'housing:edit', 'incident:edit'],
      page: () => import('../features/sheet/console/SheetsPage.tsx'),
    },
  ],
};
