import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { chosenLanguage, keepLanguage, type Language } from './languages';
import type { Namespace } from './namespaces';

const files = import.meta.glob<{ default: Record<string, unknown> }>('../locales/*/*.json');

/** files of words are chunks: a page fetches its own, in one language. */
const lazy = {
  type: 'backend' as const,
  init() {},
  read(language: string, namespace: string, done: (error: unknown, words: Record<string, unknown> | null) => void) {
    const load = files[`../locales/${language}/${namespace}.json`];
    if (!load) return done(new Error(`no words: ${language}/${namespace}`), null);
    load().then((m) => done(null, m.default), (error: unknown) => done(error, null));
  },
};

/** startLanguage loads what every page needs. */
export async function startLanguage(language = chosenLanguage()): Promise<void> {
  await i18next.use(lazy).use(initReactI18next).init({
    lng: language,
    fallbackLng: false, // every language is complete: scripts/parity.mjs sees to it
    ns: ['common', 'errors'],
    defaultNS: 'common',
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: true },
  });
  document.documentElement.lang = language;
}

/** setLanguage changes the language where the page stands: nothing that was typed is lost. */
export async function setLanguage(language: Language): Promise<void> {
  await i18next.changeLanguage(language);
  keepLanguage(language);
  document.documentElement.lang = language;
}

/** loadWords fetches the words of a page; it fails when they are not to be had, as i18next would show their keys instead. */
export async function loadWords(...namespaces: Namespace[]): Promise<void> {
  await i18next.loadNamespaces(namespaces);
  const missing = namespaces.find((namespace) => !i18next.hasResourceBundle(i18next.language, namespace));
  if (missing) throw new Error(`no words: ${i18next.language}/${missing}`);
}
