import type { I18nProviderProps } from '@cloudscape-design/components/i18n';
import type { Language } from './languages';

type Messages = I18nProviderProps.Messages;
type Loader = () => Promise<{ default: unknown }>;

const namespace = 'cloudscape-design-components';

/** Where the design system's words of each language are, under the name that it has for the language. */
const bundles: Record<Language, [locale: string, load: Loader]> = {
  en: ['en', () => import('@cloudscape-design/components/i18n/messages/all.en')],
  fr: ['fr', () => import('@cloudscape-design/components/i18n/messages/all.fr')],
  it: ['it', () => import('@cloudscape-design/components/i18n/messages/all.it')],
  de: ['de', () => import('@cloudscape-design/components/i18n/messages/all.de')],
  es: ['es', () => import('@cloudscape-design/components/i18n/messages/all.es')],
  pt: ['pt-BR', () => import('@cloudscape-design/components/i18n/messages/all.pt-BR')],
  nl: ['en', () => import('@cloudscape-design/components/i18n/messages/all.en')],
};

/** rekeyed has messages of one locale answer to another: a locale without messages gives labels that read "undefined", not English ones. */
function rekeyed(messages: Messages, from: string, to: string): Messages {
  const own = (messages as Record<string, Record<string, unknown>>)[namespace]!;
  return { [namespace]: { [to]: own[from] } } as unknown as Messages;
}

/** cloudscapeMessages are the design system's words in a language. Dutch is ours, over English for what we do not use. */
export async function cloudscapeMessages(language: Language): Promise<Messages[]> {
  const [locale, load] = bundles[language];
  const messages = rekeyed((await load()).default as Messages, locale, language);
  if (language !== 'nl') return [messages];
  const dutch = (await import('./cloudscape.nl.json')).default;
  return [messages, { [namespace]: { nl: dutch } } as unknown as Messages];
}
