import { z } from 'zod';
import type { Product } from '../api/catalogue';
import type { ProductBody } from '../api/products';

/** Values is what the form of a product holds. */
export interface Values {
  key: string;
  name: string;
  limited: 'yes' | 'no';
  seats: string;
  /** One on a line. */
  plans: string;
  requires: string[];
  excludes: string[];
  /** JSON Schema of what settings templates may say; empty: anything. */
  settingsSchema: string;
}

export const blank: Values = { key: '', name: '', limited: 'yes', seats: '', plans: '', requires: [], excludes: [], settingsSchema: '' };

type Sentence = 'wrong.key' | 'wrong.name' | 'wrong.seats' | 'wrong.plans' | 'wrong.schema';

const keys = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** linesOf is what stands on the lines of a text. */
export const linesOf = (text: string) => text.split('\n').map((line) => line.trim()).filter(Boolean);

const isObject = (text: string) => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

/** schemaOf checks what the server would refuse, in the words of the page. */
export const schemaOf = (t: (key: Sentence) => string) =>
  z
    .object({
      key: z.string().regex(keys, t('wrong.key')),
      name: z.string().refine((name) => name.trim() !== '' && [...name].length <= 200, t('wrong.name')),
      limited: z.enum(['yes', 'no']),
      seats: z.string(),
      plans: z.string().refine((text) => new Set(linesOf(text)).size === linesOf(text).length, t('wrong.plans')),
      requires: z.array(z.string()),
      excludes: z.array(z.string()),
      settingsSchema: z.string().refine((text) => !text.trim() || isObject(text), t('wrong.schema')),
    })
    .refine((v) => v.limited === 'no' || /^\d{1,9}$/.test(v.seats.trim()), { path: ['seats'], message: t('wrong.seats') });

export const valuesOf = (p: Product): Values => ({
  key: p.key ?? '',
  name: p.name ?? '',
  limited: p.seats === null || p.seats === undefined ? 'no' : 'yes',
  seats: p.seats === null || p.seats === undefined ? '' : String(p.seats),
  plans: (p.plans ?? []).join('\n'),
  requires: p.requires ?? [],
  excludes: p.excludes ?? [],
  settingsSchema: p.settingsSchema ? JSON.stringify(p.settingsSchema, null, 2) : '',
});

export const bodyOf = (v: Values): ProductBody => ({
  key: v.key.trim(),
  name: v.name.trim(),
  seats: v.limited === 'no' ? null : Number(v.seats),
  plans: linesOf(v.plans),
  requires: v.requires,
  excludes: v.excludes,
  settingsSchema: v.settingsSchema.trim() ? (JSON.parse(v.settingsSchema) as Record<string, unknown>) : undefined,
});

/** keyFor suggests a key for a name: what stands in addresses and in the rules as a file. */
export const keyFor = (name: string) =>
  name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 64)
    .replace(/-+$/, '');

/** fieldAt says which field a member of the request is. */
export const fieldAt = (path: string): keyof Values | undefined => {
  const member = path.replace(/[[.].*/, '');
  return member in blank ? (member as keyof Values) : undefined;
};
