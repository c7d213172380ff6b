import { z } from 'zod';
import type { SettingsTemplate } from '../../api/catalogue';
import type { SettingsTemplateBody } from '../../api/settings-templates';

export type Kind = 'switch' | 'number' | 'text';

/** Row is one feature of one product. */
export interface Row {
  product: string;
  feature: string;
  kind: Kind;
  /** true or false where the kind is switch. */
  value: string;
}

export interface Values {
  name: string;
  rows: Row[];
}

type Sentence = 'wrong.name' | 'wrong.product' | 'wrong.feature' | 'wrong.twice' | 'wrong.number' | 'wrong.text';

const kindOf = (value: unknown): Kind => (typeof value === 'boolean' ? 'switch' : typeof value === 'number' ? 'number' : 'text');
const bytes = (text: string) => new TextEncoder().encode(text).length;
const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));

/** schemaOf checks what the server would refuse, in the words of the page. */
export const schemaOf = (t: (key: Sentence) => string) =>
  z.object({
    name: z.string().refine((name) => name.trim() !== '' && [...name].length <= 200, t('wrong.name')),
    rows: z.array(z.object({ product: z.string().min(1, t('wrong.product')), feature: z.string().refine((f) => f.trim() !== '' && bytes(f) <= 1000, t('wrong.feature')), kind: z.enum(['switch', 'number', 'text']), value: z.string() })).superRefine((rows, context) => {
      rows.forEach((row, i) => {
        const wrong = (field: string, message: string) => context.addIssue({ code: 'custom', path: [i, field], message });
        if (rows.findIndex((other) => other.product === row.product && other.feature.trim() === row.feature.trim()) < i) wrong('feature', t('wrong.twice'));
        if (row.kind === 'number' && !isNumber(row.value)) wrong('value', t('wrong.number'));
        if (row.kind === 'text' && bytes(row.value) > 1000) wrong('value', t('wrong.text'));
      });
    }),
  });

export const valuesOf = ({ name, settings }: SettingsTemplate): Values => ({
  name: name ?? '',
  rows: Object.entries(settings ?? {}).flatMap(([product, features]) => Object.entries(features).map(([feature, value]) => ({ product, feature, kind: kindOf(value), value: String(value) }))),
});

const typed = ({ kind, value }: Row) => (kind === 'switch' ? value === 'true' : kind === 'number' ? Number(value) : value);

export function bodyOf({ name, rows }: Values): SettingsTemplateBody {
  const settings: Record<string, Record<string, unknown>> = {};
  for (const row of rows) (settings[row.product] ??= {})[row.feature.trim()] = typed(row);
  return { name: name.trim(), settings };
}
