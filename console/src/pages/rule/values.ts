import type { TFunction } from 'i18next';
import { z } from 'zod';
import type { Schema } from '../../api/client';
import type { Rule } from '../../api/rules';

/** The longest description, in characters, and condition, in bytes: docs/rules.md. */
const maxDescription = 1000;
const maxCondition = 2048;

/** Values is a rule as the form has it: '' is no opinion, everywhere. */
export interface Values {
  group: string;
  description: string;
  enabled: boolean;
  condition: string;
  products: { key: string; plan: string }[];
  role: string;
  privileges: string[];
  /** Of a manager: nobody has said yet, all user groups, or only some. Never all by default. */
  manages: '' | 'all' | 'some';
  managedGroups: string[];
  userGroup: string;
  settingsTemplate: string;
  language: string;
  welcomeMail: string;
}

/** blank is a rule that nobody has said anything of. */
export const blank: Values = {
  group: '', description: '', enabled: true, condition: '', products: [], role: '', privileges: [], manages: '', managedGroups: [], userGroup: '', settingsTemplate: '', language: '', welcomeMail: '',
};

/** valuesOf is a rule as the form shows it. */
export function valuesOf(rule: Partial<Rule>): Values {
  const managed = rule.role?.managedGroups;
  const manager = rule.role?.kind === 'manager';
  return {
    group: rule.group ?? '',
    description: rule.description ?? '',
    enabled: rule.enabled !== false,
    condition: rule.condition ?? '',
    products: (rule.products ?? []).map(({ key, plan = '' }) => ({ key, plan })),
    role: rule.role?.kind ?? '',
    privileges: rule.role?.privileges ?? [],
    manages: !manager ? '' : managed === 'all' ? 'all' : 'some',
    managedGroups: Array.isArray(managed) ? managed : [],
    userGroup: rule.userGroup ?? '',
    settingsTemplate: rule.settingsTemplate ?? '',
    language: rule.language ?? '',
    welcomeMail: rule.welcomeMail ?? '',
  };
}

function roleOf(values: Values): Schema<'RoleBody'> | undefined {
  if (!values.role) return undefined;
  if (values.role !== 'manager') return { kind: values.role };
  return { kind: 'manager', privileges: values.privileges, managedGroups: values.manages === 'all' ? 'all' : values.managedGroups };
}

/** bodyOf is what is sent: what has no opinion is left out. */
export function bodyOf(values: Values): Schema<'CreateRuleInputBody'> {
  const said = (text: string) => text || undefined;
  return {
    group: values.group,
    description: values.description.trim(),
    enabled: values.enabled,
    condition: said(values.condition.trim()),
    products: values.products.map(({ key, plan }) => ({ key, plan: said(plan) })),
    role: roleOf(values),
    userGroup: said(values.userGroup),
    settingsTemplate: said(values.settingsTemplate),
    language: said(values.language),
    welcomeMail: said(values.welcomeMail),
  };
}

/** schemaOf checks what can be known without the server; its words are the page's. */
export function schemaOf(t: TFunction<'rule'>) {
  return z
    .object({
      group: z.string().min(1, t('wrong.group')),
      description: z.string().max(maxDescription, t('wrong.description')),
      enabled: z.boolean(),
      condition: z.string().refine((text) => new TextEncoder().encode(text).length <= maxCondition, t('wrong.condition')),
      products: z.array(z.object({ key: z.string(), plan: z.string() })),
      role: z.string(),
      privileges: z.array(z.string()),
      manages: z.enum(['', 'all', 'some']),
      managedGroups: z.array(z.string()),
      userGroup: z.string(),
      settingsTemplate: z.string(),
      language: z.string(),
      welcomeMail: z.string(),
    })
    .superRefine((values, check) => {
      if (values.role !== 'manager') return;
      const wrong = (path: keyof Values, message: string) => check.addIssue({ code: 'custom', path: [path], message });
      if (values.privileges.length === 0) wrong('privileges', t('wrong.privileges'));
      if (values.manages === '') wrong('manages', t('wrong.manages'));
      if (values.manages === 'some' && values.managedGroups.length === 0) wrong('managedGroups', t('wrong.managedGroups'));
    });
}

const members: (keyof Values)[] = ['group', 'description', 'condition', 'products', 'userGroup', 'settingsTemplate', 'language', 'welcomeMail'];

/** fieldAt is the field of the form that a member of the request belongs to. */
export function fieldAt(path: string): keyof Values | undefined {
  if (path.startsWith('role.privileges')) return 'privileges';
  if (path.startsWith('role.managedGroups')) return 'managedGroups';
  if (path.startsWith('role')) return 'role';
  return members.find((member) => path === member || path.startsWith(`${member}[`) || path.startsWith(`${member}.`));
}
