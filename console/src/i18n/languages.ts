/** The languages of the console, each in its own words. */
export const languages = { en: 'English', fr: 'Français', it: 'Italiano', de: 'Deutsch', es: 'Español', pt: 'Português', nl: 'Nederlands' } as const;

export type Language = keyof typeof languages;

const key = 'usersync-language';

/** chosenLanguage is what this person chose in this browser, or else the first of the browser's languages that there is, or else English. */
export function chosenLanguage(): Language {
  const wanted = [localStorage.getItem(key) ?? '', ...navigator.languages];
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag): tag is Language => tag in languages) ?? 'en';
}

/** keepLanguage remembers a choice. */
export function keepLanguage(language: Language): void {
  localStorage.setItem(key, language);
}

/** localeOf is how numbers and times are written in a language: as in the country that the browser names with it, so that British dates are not American ones. */
export const localeOf = (language: string): string => navigator.languages.find((locale) => locale.startsWith(`${language}-`)) ?? language;
