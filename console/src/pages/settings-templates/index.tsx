import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { settingsTemplatesQuery } from '../../api/catalogue';
import { Page } from '../../app/page';
import { AddTemplate, TemplatesTable } from '../../catalogue/templates-table';

/** SettingsTemplates is the sets of settings that rules can give. */
export default function SettingsTemplates() {
  const { t } = useTranslation('settings-templates');
  return (
    <Page title={t('title')} description={t('description')} actions={<AddTemplate text={t('add')} path="/settings-templates" />}>
      <TemplatesTable title={t('title')} path="/settings-templates" query={useQuery(settingsTemplatesQuery())} uses={(rule, id) => rule.settingsTemplate === id} />
    </Page>
  );
}
