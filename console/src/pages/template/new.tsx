import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { Page } from '../../app/page';
import type { Language } from '../../i18n/languages';
import { MailForm } from '../../mail/form';

/** NewTemplate makes a welcome mail. Its open language is no part of the address: what was typed must not be asked about when it changes. */
export default function NewTemplate() {
  const { t } = useTranslation('templates');
  const go = useGo();
  const [language, setLanguage] = useState<Language>('en');
  return (
    <Page title={t('new')} description={t('newDescription')} above={[{ text: t('title'), path: '/templates' }]}>
      <MailForm
        language={language}
        setLanguage={setLanguage}
        back="/templates"
        saved={(template) => {
          showFlash({ type: 'success', content: t('saved', { name: template.name }) });
          go(`/templates/${template.id}`);
        }}
      />
    </Page>
  );
}
