import { useTranslation } from 'react-i18next';
import { Page } from '../../app/page';
import { SettingsTemplateForm } from './form';

/** NewSettingsTemplate adds a settings template. */
export default function NewSettingsTemplate() {
  const { t } = useTranslation('settings-templates');
  return (
    <Page title={t('new')} above={[{ text: t('title'), path: '/settings-templates' }]}>
      <SettingsTemplateForm />
    </Page>
  );
}
