import { useTranslation } from 'react-i18next';

/** useLanguageName names a language, by its tag, in the language of the page. */
export function useLanguageName(): (tag: string) => string {
  const { language } = useTranslation().i18n;
  const names = new Intl.DisplayNames(language, { type: 'language' });
  return (tag) => {
    try {
      return names.of(tag) ?? tag;
    } catch {
      return tag; // not a language tag
    }
  };
}
