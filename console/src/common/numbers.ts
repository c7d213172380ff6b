import { useTranslation } from 'react-i18next';
import { localeOf } from '../i18n/languages';

/** useNumber writes numbers as the language does. */
export function useNumber(): (n: number) => string {
  const { language } = useTranslation().i18n;
  return (n) => n.toLocaleString(localeOf(language));
}

/** useList joins words as the language does: "a, b and c". */
export function useList(): (words: string[]) => string {
  const { language } = useTranslation().i18n;
  return (words) => new Intl.ListFormat(language, { type: 'conjunction' }).format(words);
}
