import type { ComponentType } from 'react';
import type { Namespace } from '../i18n/namespaces';

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
  { path: '/rules/versions', words: ['versions', 'rule'], load: () => import('../pages/versions') },
];

/** NavigationItem is a line of the side navigation. `label` is a key of navigation in common.json. */
export interface NavigationItem {
  path: string;
  label: 'rules';
}

/** NavigationSection groups lines. */
export interface NavigationSection {
  label: 'sync';
  items: NavigationItem[];
}

/** navigation holds pages that exist, and no others. */
export const navigation: NavigationSection[] = [{ label: 'sync', items: [{ path: '/rules', label: 'rules' }] }];

/** home is where who signs in, or asks for the console without more, lands. */
export const home = '/rules';
