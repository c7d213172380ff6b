import Select from '@cloudscape-design/components/select';
import { useTranslation } from 'react-i18next';
import { setLanguage } from '../../i18n';
import { languages, type Language } from '../../i18n/languages';

/** LanguageSelect is for who is not signed in yet, and so has no bar on top. */
export function LanguageSelect() {
  const { t, i18n } = useTranslation();
  const options = Object.entries(languages).map(([value, label]) => ({ value, label, lang: value }));
  return (
    <Select
      ariaLabel={t('frame.language')}
      options={options}
      selectedOption={options.find((o) => o.value === i18n.language) ?? null}
      onChange={({ detail }) => void setLanguage(detail.selectedOption.value as Language)}
    />
  );
}
