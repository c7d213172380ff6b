import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useRef } from 'react';
import { useWatch, type FieldPath, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { InputField, TextareaField } from '../form/fields';
import type { Language } from '../i18n/languages';
import { useLanguageName } from '../outcome/language';
import { Chips } from './chips';
import { inserted, isEmpty, tags, type Values } from './values';

interface MailFieldsProps {
  form: UseFormReturn<Values>;
  /** The default template keeps its name. */
  builtIn: boolean;
  language: Language;
  setLanguage: (language: Language) => void;
}

/** MailFields is name, and for each language subject, text and HTML, with what can be put in. */
export function MailFields({ form, builtIn, language, setLanguage }: MailFieldsProps) {
  const { t } = useTranslation('templates');
  const languageName = useLanguageName();
  const variants = useWatch({ control: form.control, name: 'variants' });
  const errors = form.formState.errors.variants;
  const last = useRef<HTMLInputElement | HTMLTextAreaElement>(null);
  const remember = (target: EventTarget) => {
    if ((target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) && target.name.startsWith('variants.')) last.current = target;
  };
  const insert = (what: string) => {
    const field = last.current?.name.startsWith(`variants.${language}.`) ? last.current : document.querySelector<HTMLTextAreaElement>(`textarea[name="variants.${language}.text"]`);
    if (!field) return;
    const { text, caret } = inserted(field.value, field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length, what);
    form.setValue(field.name as FieldPath<Values>, text, { shouldDirty: true, shouldValidate: form.formState.isSubmitted });
    field.focus();
    setTimeout(() => field.setSelectionRange(caret, caret));
  };
  const label = (tag: Language) => (errors?.[tag] ? t('tabWrong', { language: languageName(tag) }) : isEmpty(variants[tag]) ? t('tabEmpty', { language: languageName(tag) }) : languageName(tag));
  return (
    <SpaceBetween size="l">
      <Container>
        <InputField control={form.control} name="name" label={t('name')} description={builtIn ? t('nameFixed') : t('nameDescription')} input={{ disabled: builtIn, autoComplete: false }} />
      </Container>
      <div onFocus={(event) => remember(event.target)}>
        <Tabs
          variant="container"
          ariaLabel={t('languages')}
          activeTabId={language}
          onChange={({ detail }) => setLanguage(detail.activeTabId as Language)}
          tabs={tags.map((tag) => ({
            id: tag,
            label: label(tag),
            content: tag === language && (
              <SpaceBetween size="l">
                {isEmpty(variants[tag]) && <Box color="text-body-secondary">{tag === 'en' ? t('englishNeeded') : t('languageEmpty')}</Box>}
                <InputField control={form.control} name={`variants.${tag}.subject`} label={t('part.subject')} stretch input={{ autoComplete: false, spellcheck: true }} />
                <TextareaField control={form.control} name={`variants.${tag}.text`} label={t('part.text')} description={t('textDescription')} stretch input={{ rows: 12, spellcheck: true }} />
                <Chips insert={insert} />
                <ExpandableSection headerText={t('part.html')} headerDescription={t('htmlDescription')} defaultExpanded={!!errors?.[tag]?.html}>
                  <TextareaField control={form.control} name={`variants.${tag}.html`} label={t('part.html')} stretch input={{ rows: 12, spellcheck: false }} />
                </ExpandableSection>
              </SpaceBetween>
            ),
          }))}
        />
      </div>
    </SpaceBetween>
  );
}
