import type { ComponentType } from 'react';
import type { Namespace, Namespaces } from '../i18n/namespaces';

/** PageDefinition is a page: where it is, its words, and how its chunk is fetched. */
export interface PageDefinition {
  /** Below /console; $name is a parameter. */
  path: string;
  words: Namespace[];
  load: () => Promise<{ default: ComponentType }>;
  /** Shown without the frame, to people who are not signed in. */
  bare?: boolean;
}

/** pages is every page there is, one line each. What comes first matters nothing. */
export const pages: PageDefinition[] = [
  { path: '/signin', words: ['signin'], load: () => import('../pages/signin'), bare: true },
  { path: '/rules', words: ['rules', 'rule'], load: () => import('../pages/rules') },
  { path: '/', words: ['overview', 'runs'], load: () => import('../pages/overview') },
  { path: '/holds', words: ['holds', 'outcome'], load: () => import('../pages/holds') },
  { path: '/preview', words: ['preview', 'outcome'], load: () => import('../pages/preview') },
  { path: '/runs', words: ['runs', 'outcome'], load: () => import('../pages/runs') },
  { path: '/runs/$id', words: ['runs', 'outcome'], load: () => import('../pages/run') },
  { path: '/failures', words: ['failures', 'outcome'], load: () => import('../pages/failures') },
  { path: '/groups', words: ['groups', 'outcome'], load: () => import('../pages/groups') },
  { path: '/groups/$id', words: ['groups', 'outcome'], load: () => import('../pages/group') },
  { path: '/users', words: ['users', 'outcome'], load: () => import('../pages/users') },
  { path: '/users/$id', words: ['user', 'outcome'], load: () => import('../pages/user') },
  { path: '/rules/new', words: ['rule'], load: () => import('../pages/rule') },
  { path: '/rules/$id', words: ['rule'], load: () => import('../pages/rule') },
  { path: '/rules/versions', words: ['versions', 'rule'], load: () => import('../pages/versions') },
  { path: '/products', words: ['products'], load: () => import('../pages/products') },
  { path: '/products/_new', words: ['products', 'catalogue'], load: () => import('../pages/product/new') },
  { path: '/products/$id', words: ['products', 'catalogue', 'outcome'], load: () => import('../pages/product') },
  { path: '/user-groups', words: ['user-groups', 'catalogue', 'outcome'], load: () => import('../pages/user-groups') },
  { path: '/user-groups/_new', words: ['user-groups', 'catalogue'], load: () => import('../pages/user-group/new') },
  { path: '/user-groups/$id', words: ['user-groups', 'catalogue', 'outcome'], load: () => import('../pages/user-group') },
  { path: '/settings-templates', words: ['settings-templates', 'catalogue', 'outcome'], load: () => import('../pages/settings-templates') },
  { path: '/settings-templates/_new', words: ['settings-templates', 'catalogue'], load: () => import('../pages/settings-template/new') },
  { path: '/settings-templates/$id', words: ['settings-templates', 'catalogue'], load: () => import('../pages/settings-template') },
  { path: '/templates', words: ['templates', 'catalogue', 'outcome'], load: () => import('../pages/templates') },
  { path: '/templates/_new', words: ['templates', 'catalogue', 'outcome'], load: () => import('../pages/template/new') },
  { path: '/templates/$id', words: ['templates', 'catalogue', 'outcome'], load: () => import('../pages/template') },
  { path: '/settings', words: ['settings', 'outcome'], load: () => import('../pages/settings') },
  { path: '/keys', words: ['keys'], load: () => import('../pages/keys') },
  { path: '/connections', words: ['connections'], load: () => import('../pages/connections') },
  { path: '/connections/new', words: ['connections'], load: () => import('../pages/connection-new') },
  { path: '/connections/$id', words: ['connections'], load: () => import('../pages/connection') },
  { path: '/mailbox', words: ['mailbox'], load: () => import('../pages/mailbox') },
];

type Label = keyof Namespaces['common']['navigation'];

/** NavigationItem is a line of the side navigation. `label` is a key of navigation in common.json. */
export interface NavigationItem {
  path: string;
  label: Label;
  /** Only where usersync runs on a single machine; absent: everywhere. */
  where?: 'singleMachine';
}

/** NavigationSection groups lines. */
export interface NavigationSection {
  label: Label;
  items: NavigationItem[];
}

const line = (path: string, label: Label, where?: NavigationItem['where']): NavigationItem => ({ path, label, where });

/** navigation holds pages that exist, and no others: by what one does there. */
export const navigation: NavigationSection[] = [
  {
    label: 'sync',
    items: [
      line('/', 'overview'),
      line('/rules', 'rules'),
      line('/preview', 'preview'),
      line('/runs', 'runs'),
      line('/failures', 'failures'),
      line('/holds', 'holds'),
    ],
  },
  {
    label: 'people',
    items: [
      line('/users', 'users'),
      line('/groups', 'groups'),
    ],
  },
  {
    label: 'catalogue',
    items: [
      line('/products', 'products'),
      line('/user-groups', 'userGroups'),
      line('/settings-templates', 'settingsTemplates'),
      line('/templates', 'templates'),
    ],
  },
  {
    label: 'setup',
    items: [
      line('/connections', 'connections'),
      line('/settings', 'settings'),
      line('/keys', 'keys'),
      line('/mailbox', 'mailbox', 'singleMachine'),
    ],
  },
];
