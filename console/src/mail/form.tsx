import Grid from '@cloudscape-design/components/grid';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMemo, useState } from 'react';
import { useForm, type FieldPath } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { EmailTemplate } from '../api/catalogue';
import type { Versioned } from '../api/client';
import { createEmailTemplate, readEmailTemplate, replaceEmailTemplate } from '../api/email-templates';
import { CatalogueForm } from '../catalogue/form';
import { useVersionedSave } from '../catalogue/save';
import type { Language } from '../i18n/languages';
import { useLanguageName } from '../outcome/language';
import { MailFields } from './fields';
import { LivePreview, type Width } from './live-preview';
import { blank, bodyOf, fieldAt, schemaOf, tags, valuesOf, type Values } from './values';

interface MailFormProps {
  /** Absent: a new one. */
  template?: Versioned<EmailTemplate>;
  language: Language;
  setLanguage: (language: Language) => void;
  saved: (template: Versioned<EmailTemplate>) => void;
  back: string | (() => void);
  over?: boolean;
}

/** MailForm writes a welcome mail in up to seven languages, and shows beside it what people would get. */
export function MailForm({ template, language, setLanguage, saved, back, over }: MailFormProps) {
  const { t } = useTranslation('templates');
  const languageName = useLanguageName();
  const [width, setWidth] = useState<Width>('phone');
  const wide = width === 'desk'; // a phone fits beside the fields, a desktop does not
  const builtIn = !!template?.builtIn;
  const schema = useMemo(() => schemaOf(t as never, builtIn), [t, builtIn]);
  const form = useForm<Values>({ defaultValues: template ? valuesOf(template) : blank, resolver: zodResolver(schema) });
  const last = useMemo(() => ({ saved: undefined as Versioned<EmailTemplate> | undefined, draft: false }), []);
  const write = useVersionedSave({
    seen: template,
    read: () => readEmailTemplate(template!.id),
    valuesOf,
    write: (values: Values, etag) => (template ? replaceEmailTemplate(template.id, bodyOf(values), etag!, last.draft) : createEmailTemplate(bodyOf(values))),
  });
  const save = (draft: boolean) => async (values: Values) => {
    last.draft = draft;
    last.saved = await write(values);
  };
  const said = (values: Values) => [
    { label: t('name'), value: values.name },
    ...tags.flatMap((tag) => (['subject', 'text', 'html'] as const).map((part) => ({ label: t('of', { part: t(`part.${part}`), language: languageName(tag) }), value: values.variants[tag][part] }))),
  ];
  const showWrong = (fields: string[]) => {
    const first = fields.find((field) => field.startsWith('variants.'));
    if (!first || fields.includes('name') || fields.some((field) => field.startsWith(`variants.${language}.`))) return;
    setLanguage(first.split('.')[1] as Language);
    setTimeout(() => form.setFocus(first as FieldPath<Values>));
  };
  return (
    <CatalogueForm
      form={form}
      back={back}
      over={over}
      fieldAt={fieldAt}
      said={said}
      second={template ? { text: t('saveDraft'), save: save(true) } : undefined}
      save={save(false)}
      invalid={showWrong}
      saved={() => saved(last.saved!)}
    >
      <Grid gridDefinition={wide ? [{ colspan: 12 }, { colspan: 12 }] : [{ colspan: { default: 12, s: 7 } }, { colspan: { default: 12, s: 5 } }]}>
        <MailFields form={form} builtIn={builtIn} language={language} setLanguage={setLanguage} />
        <div className={wide ? undefined : 'beside'}>
          <LivePreview control={form.control} language={language} width={width} setWidth={setWidth} />
        </div>
      </Grid>
    </CatalogueForm>
  );
}
