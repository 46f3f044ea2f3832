import AuditOutlined from '@ant-design/icons/AuditOutlined';
import BarChartOutlined from '@ant-design/icons/BarChartOutlined';
import BookOutlined from '@ant-design/icons/BookOutlined';
import CalendarOutlined from '@ant-design/icons/CalendarOutlined';
import CheckSquareOutlined from '@ant-design/icons/CheckSquareOutlined';
import CloudUploadOutlined from '@ant-design/icons/CloudUploadOutlined';
import CompassOutlined from '@ant-design/icons/CompassOutlined';
import ContactsOutlined from '@ant-design/icons/ContactsOutlined';
import EnvironmentOutlined from '@ant-design/icons/EnvironmentOutlined';
import FileSearchOutlined from '@ant-design/icons/FileSearchOutlined';
import FireOutlined from '@ant-design/icons/FireOutlined';
import KeyOutlined from '@ant-design/icons/KeyOutlined';
import NotificationOutlined from '@ant-design/icons/NotificationOutlined';
import PhoneOutlined from '@ant-design/icons/PhoneOutlined';
import ProjectOutlined from '@ant-design/icons/ProjectOutlined';
import SafetyCertificateOutlined from '@ant-design/icons/SafetyCertificateOutlined';
import ScheduleOutlined from '@ant-design/icons/ScheduleOutlined';
import SendOutlined from '@ant-design/icons/SendOutlined';
import SettingOutlined from '@ant-design/icons/SettingOutlined';
import SolutionOutlined from '@ant-design/icons/SolutionOutlined';
import StarOutlined from '@ant-design/icons/StarOutlined';
import TeamOutlined from '@ant-design/icons/TeamOutlined';
import UsergroupAddOutlined from '@ant-design/icons/UsergroupAddOutlined';
import type { ComponentType } from 'react';
import { homes } from './console.doors.homes.ts';

/** A door in the rail: what it is called, who sees it (one of these permissions; none = everybody), what is behind it. */
export interface Door {
  path: string;
  name: string;
  icon: ComponentType;
  permissions: string[];
  /** Who opens its pages by a link from elsewhere, without seeing the door. */
  readers?: string[];
  page: Page;
}

export type Page = () => Promise<{ default: ComponentType }>;

/** Doors of one kind of work stand together under its name. */
export interface DoorGroup {
  name: string;
  doors: Door[];
}

const taskHolders = ['matter:accept', 'matter:dispatch', 'matter:handle', 'matter:verify', 'matter:visit'];

/** The rail, by job. The server decides what is inside; this only draws doors. */
export const doorGroups: DoorGroup[] = [
  {
    name: '办理',
    doors: [
      {
        path: '/todo',
        name: '待办',
        icon: CheckSquareOutlined,
        permissions: taskHolders,
        page: () => import('../features/task/console/TodoPage.tsx'),
      },
      {
        path: '/matters',
        name: '事项',
        icon: AuditOutlined,
        permissions: ['matter:view-area', 'matter:view-unit'],
        page: () => import('../features/matter/console/MatterListPage.tsx'),
      },
      {
        path: '/disputes',
        name: '矛盾纠纷',
        icon: SolutionOutlined,
        permissions: ['matter:view-area', 'matter:view-unit'],
        page: () => import('../features/dispute/console/DisputeListPage.tsx'),
      },
      {
        path: '/whistles',
        name: '吹哨',
        icon: NotificationOutlined,
        // Who blows one, and whose unit can be called; others meet one on the matter it was blown for.
        permissions: ['whistle:blow', 'matter:handle'],
        readers: ['matter:view-area', 'matter:view-unit'],
        page: () => import('../features/whistle/console/WhistleListPage.tsx'),
      },
      {
        path: '/findings',
        name: '重复与热点',
        icon: FireOutlined,
        permissions: ['finding:view'],
        page: () => import('../features/finding/console/FindingsPage.tsx'),
      },
      {
        path: '/desk',
        name: '登记台',
        icon: PhoneOutlined,
        permissions: ['matter:create-for-other'],
        page: () => import('../features/matter/console/DeskPage.tsx'),
      },
      {
        path: '/imports',
        name: '批量任务',
        icon: CloudUploadOutlined,
        permissions: ['matter:import', 'matter:export'],
        page: () => import('../features/matter/import/ImportsPage.tsx'),
      },
    ],
  },
  homes,
  {
    name: '评价',
    doors: [
      {
        path: '/visits',
        name: '回访',
        icon: ContactsOutlined,
        permissions: ['matter:visit'],
        page: () => import('../features/judgement/console/VisitPage.tsx'),
      },
      {
        path: '/checks',
        name: '抽查',
        icon: FileSearchOutlined,
        permissions: ['judgement:check'],
        page: () => import('../features/judgement/console/CheckPage.tsx'),
      },
      {
        path: '/appeals',
        name: '申诉',
        icon: SolutionOutlined,
        permissions: ['judgement:appeal', 'judgement:decide'],
        page: () => import('../features/judgement/console/AppealPage.tsx'),
      },
      {
        path: '/appraisals',
        name: '单位评价',
        icon: StarOutlined,
        permissions: ['judgement:appeal', 'judgement:appraise'],
        page: () => import('../features/judgement/console/AppraisalPage.tsx'),
      },
    ],
  },
  {
    name: '网格',
    doors: [
      {
        path: '/duties',
        name: '网格任务',
        icon: ScheduleOutlined,
        permissions: ['duty:set', 'duty:work', 'duty:view-area', 'duty:admit'],
        page: () => import('../features/duty/console/DutyListPage.tsx'),
      },
      {
        path: '/admissions',
        name: '准入清单',
        icon: SafetyCertificateOutlined,
        permissions: ['duty:set', 'duty:work', 'duty:view-area', 'duty:admit'],
        page: () => import('../features/duty/console/AdmissionPage.tsx'),
      },
      {
        path: '/teams',
        name: '组团服务',
        icon: UsergroupAddOutlined,
        permissions: ['team:edit', 'duty:view-area'],
        page: () => import('../features/duty/console/TeamPage.tsx'),
      },
      {
        path: '/patrols',
        name: '专项巡查',
        icon: CompassOutlined,
        permissions: ['patrol:walk', 'patrol:manage', 'patrol:view'],
        page: () => import('../features/patrol/console/PatrolListPage.tsx'),
      },
      {
        path: '/projects',
        name: '项目清单',
        icon: ProjectOutlined,
        permissions: ['project:manage', 'project:work'],
        page: () => import('../features/project/console/ProjectListPage.tsx'),
      },
      {
        path: '/areas',
        name: '地图区域',
        icon: EnvironmentOutlined,
        permissions: ['matter:view-area', 'area:manage'],
        page: () => import('../features/area/console/AreaPage.tsx'),
      },
    ],
  },
  {
    name: '分析',
    doors: [
      {
        path: '/insight',
        name: '考核指标',
        icon: BarChartOutlined,
        permissions: ['insight:view', 'insight:own'],
        page: () => import('../features/insight/console/InsightPage.tsx'),
      },
    ],
  },
  {
    name: '管理',
    doors: [
      {
        path: '/people',
        name: '组织人员',
        icon: TeamOutlined,
        permissions: ['account:manage', 'account:security', 'audit:read'],
        page: () => import('../features/account/console/PeoplePage.tsx'),
      },
      {
        path: '/leaves',
        name: '请假代班',
        icon: CalendarOutlined,
        permissions: [...taskHolders, 'account:manage'],
        page: () => import('../features/account/console/LeavePage.tsx'),
      },
      {
        path: '/audit',
        name: '审计',
        icon: SafetyCertificateOutlined,
        permissions: ['audit:read'],
        page: () => import('../features/audit/console/AuditPage.tsx'),
      },
      {
        path: '/keys',
        name: '密钥',
        icon: KeyOutlined,
        permissions: ['account:security'],
        page: () => import('../features/key/console/KeysPage.tsx'),
      },
      {
        path: '/outbox',
        name: '消息发件箱',
        icon: SendOutlined,
        permissions: ['message:outbox'],
        page: () => import('../features/message/console/OutboxPage.tsx'),
      },
      {
        path: '/dictionaries',
        name: '字典',
        icon: BookOutlined,
        permissions: ['dictionary:edit', 'dictionary:groups'],
        // Whoever keeps the registry looks up what a code means.
        readers: ['matter:view-area', 'audit:read'],
        page: () => import('../features/dictionary/console/DictionaryPage.tsx'),
      },
      {
        path: '/config',
        name: '配置',
        icon: SettingOutlined,
        permissions: ['config:edit'],
        page: () => import('../features/config/console/ConfigPage.tsx'),
      },
    ],
  },
];
