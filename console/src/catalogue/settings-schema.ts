import type { Product } from '../api/catalogue';

/** Setting is one thing that a product can be set to, as its settings schema says. */
export interface Setting {
  name: string;
  title: string;
  description?: string;
  kind: 'switch' | 'number' | 'text';
  /** What it can be; absent: anything of its kind. */
  choices?: string[];
}

type Property = { type?: string; title?: string; description?: string; enum?: string[] };

const kinds: Record<string, Setting['kind']> = { boolean: 'switch', integer: 'number' };

/** settingsOf reads the settings schema of a product; undefined: it has none, and settings templates may say anything. */
export function settingsOf(product: Pick<Product, 'settingsSchema'> | undefined): Setting[] | undefined {
  const properties = product?.settingsSchema?.properties as Record<string, Property> | undefined;
  if (!properties) return undefined;
  return Object.entries(properties).map(([name, p]) => ({ name, title: p.title || name, description: p.description, kind: kinds[p.type ?? ''] ?? 'text', choices: p.enum }));
}

/** firstValue is what a setting begins with when it is chosen. */
export const firstValue = ({ kind, choices }: Setting) => (kind === 'switch' ? 'true' : (choices?.[0] ?? ''));
