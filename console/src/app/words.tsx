import { I18nProvider, type I18nProviderProps } from '@cloudscape-design/components/i18n';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { cloudscapeMessages } from '../i18n/cloudscape';
import type { Language } from '../i18n/languages';

interface Loaded {
  language: Language;
  messages: readonly I18nProviderProps.Messages[];
}

/** Words gives the design system its words in the language that is shown. Until they are there the old ones stay, so that nothing is lost. */
export function Words({ children }: { children: ReactNode }) {
  const language = useTranslation().i18n.language as Language;
  const [loaded, setLoaded] = useState<Loaded>();
  useEffect(() => {
    let wanted = true;
    void cloudscapeMessages(language).then((messages) => wanted && setLoaded({ language, messages }));
    return () => {
      wanted = false;
    };
  }, [language]);
  if (!loaded) return null;
  return (
    <I18nProvider locale={loaded.language} messages={loaded.messages}>
      {children}
    </I18nProvider>
  );
}
