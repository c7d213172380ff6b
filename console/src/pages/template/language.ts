import { z } from 'zod';
import { useURLState } from '../../common/url-state';
import type { Language } from '../../i18n/languages';
import { tags } from '../../mail/values';

const view = z.object({ language: z.enum(tags as [Language, ...Language[]]).catch('en').default('en') });

/** useFirstLanguage is the language that the address asks to be opened. */
export const useFirstLanguage = (): Language => useURLState(view)[0].language;
