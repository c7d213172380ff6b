import { z } from 'zod';
import type { EmailTemplate } from '../api/catalogue';
import type { EmailTemplateBody, MailVariant } from '../api/email-templates';
import { languages, type Language } from '../i18n/languages';

export const tags = Object.keys(languages) as Language[];

type Part = 'subject' | 'text' | 'html';

/** Values is what the form of a mail template holds: every language, those that it does not have empty. */
export interface Values {
  name: string;
  variants: Record<Language, Record<Part, string>>;
}

type Sentence = 'wrong.name' | 'wrong.subject' | 'wrong.text' | 'wrong.english';

const empty = { subject: '', text: '', html: '' };

/** isEmpty tells that a language has nothing at all. */
export const isEmpty = (variant: Record<Part, string>) => !variant.subject.trim() && !variant.text.trim() && !variant.html.trim();

const byLanguage = <T,>(make: (tag: Language) => T) => Object.fromEntries(tags.map((tag) => [tag, make(tag)])) as Record<Language, T>;

export const blank: Values = { name: '', variants: byLanguage(() => empty) };

/** schemaOf checks what the server would refuse at once, in the words of the page; what is in the tags of a text only the server knows. */
export const schemaOf = (t: (key: Sentence) => string, builtIn: boolean) =>
  z.object({
    name: z.string().refine((name) => name.trim() !== '' && [...name].length <= 200, t('wrong.name')),
    variants: z.object(byLanguage(() => z.object({ subject: z.string(), text: z.string(), html: z.string() }))).superRefine((variants, context) => {
      for (const tag of tags) {
        const variant = variants[tag]!;
        const wrong = (part: Part, message: string) => context.addIssue({ code: 'custom', path: [tag, part], message });
        if (isEmpty(variant)) {
          if (tag === 'en' && !builtIn) wrong('subject', t('wrong.english'));
          continue;
        }
        if (!variant.subject.trim()) wrong('subject', t('wrong.subject'));
        if (!variant.text.trim()) wrong('text', t('wrong.text'));
      }
    }),
  });

export const valuesOf = ({ name, variants }: Pick<EmailTemplate, 'name' | 'variants'>): Values => ({
  name: name ?? '',
  variants: byLanguage((tag) => ({ ...empty, ...variants?.[tag] })),
});

/** variantsOf is the languages that there are. */
export const variantsOf = ({ variants }: Values): Record<string, MailVariant> => Object.fromEntries(tags.filter((tag) => !isEmpty(variants[tag])).map((tag) => [tag, variants[tag]]));

export const bodyOf = (values: Values): EmailTemplateBody => ({ name: values.name.trim(), variants: variantsOf(values) });

type Field = 'name' | `variants.${Language}.${Part}`;

/** fieldAt says which field a member of the request is. */
export function fieldAt(path: string): Field | undefined {
  if (path === 'name') return 'name';
  const [, tag, part = 'text'] = /^variants\.(\w+)(?:\.(subject|text|html))?$/.exec(path) ?? [];
  return tag && tag in languages ? (`variants.${tag}.${part}` as Field) : undefined;
}

/** inserted is a text with something put in the place of what is selected, and where the caret is then. */
export function inserted(text: string, from: number, to: number, what: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + what + text.slice(to), caret: from + what.length };
}
