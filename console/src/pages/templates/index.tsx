import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { emailTemplatesQuery } from '../../api/catalogue';
import { Page } from '../../app/page';
import { AddTemplate, TemplatesTable } from '../../catalogue/templates-table';

/** Templates is the welcome mails that rules can choose from. */
export default function Templates() {
  const { t } = useTranslation('templates');
  return (
    <Page title={t('title')} description={t('description')} actions={<AddTemplate text={t('add')} path="/templates" />}>
      <TemplatesTable title={t('title')} path="/templates" query={useQuery(emailTemplatesQuery())} uses={(rule, id) => rule.welcomeMail === id} />
    </Page>
  );
}
