// One line a page, in the order of the alphabet: its English words are the type of its keys.
import type catalogue from '../locales/en/catalogue.json';
import type common from '../locales/en/common.json';
import type connections from '../locales/en/connections.json';
import type errors from '../locales/en/errors.json';
import type failures from '../locales/en/failures.json';
import type groups from '../locales/en/groups.json';
import type help from '../locales/en/help.json';
import type holds from '../locales/en/holds.json';
import type keys from '../locales/en/keys.json';
import type mailbox from '../locales/en/mailbox.json';
import type outcome from '../locales/en/outcome.json';
import type overview from '../locales/en/overview.json';
import type preview from '../locales/en/preview.json';
import type products from '../locales/en/products.json';
import type rule from '../locales/en/rule.json';
import type rules from '../locales/en/rules.json';
import type runs from '../locales/en/runs.json';
import type search from '../locales/en/search.json';
import type settings from '../locales/en/settings.json';
import type settingsTemplates from '../locales/en/settings-templates.json';
import type signin from '../locales/en/signin.json';
import type templates from '../locales/en/templates.json';
import type user from '../locales/en/user.json';
import type userGroups from '../locales/en/user-groups.json';
import type users from '../locales/en/users.json';
import type versions from '../locales/en/versions.json';

/** The words of the console by namespace; a namespace is a file in src/locales/<language>. */
export interface Namespaces {
  catalogue: typeof catalogue;
  common: typeof common;
  connections: typeof connections;
  errors: typeof errors;
  failures: typeof failures;
  groups: typeof groups;
  help: typeof help;
  holds: typeof holds;
  keys: typeof keys;
  mailbox: typeof mailbox;
  outcome: typeof outcome;
  overview: typeof overview;
  preview: typeof preview;
  products: typeof products;
  rule: typeof rule;
  rules: typeof rules;
  runs: typeof runs;
  search: typeof search;
  'settings-templates': typeof settingsTemplates;
  settings: typeof settings;
  signin: typeof signin;
  templates: typeof templates;
  user: typeof user;
  'user-groups': typeof userGroups;
  users: typeof users;
  versions: typeof versions;
}

export type Namespace = keyof Namespaces;
