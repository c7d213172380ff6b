import Modal from '@cloudscape-design/components/modal';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { emailTemplateQuery } from '../api/email-templates';
import { showFlash } from '../app/flash';
import { Loaded } from '../common/states';
import { chosenLanguage, type Language } from '../i18n/languages';
import type { MailEditorProps } from './editor';
import { MailForm } from './form';

/** MailDialog is the form of a mail template over another form, which keeps what was typed in it. */
export default function MailDialog({ id, saved, close }: MailEditorProps) {
  const { t } = useTranslation(['templates', 'catalogue', 'outcome', 'common']);
  const [language, setLanguage] = useState<Language>(id ? chosenLanguage() : 'en');
  const query = useQuery({ ...emailTemplateQuery(id ?? ''), enabled: !!id, refetchOnMount: 'always' });
  const done = (template: { id: string; name?: string }) => {
    showFlash({ type: 'success', content: t('templates:saved', { name: template.name }) });
    saved(template.id);
    close();
  };
  const form = { language, setLanguage, saved: done, back: close, over: true };
  return (
    <Modal visible size="max" header={id ? t('templates:edit') : t('templates:new')} closeAriaLabel={t('common:close')} onDismiss={({ detail }) => detail.reason !== 'overlay' && close()}>
      {id ? <Loaded query={query}>{(template) => <MailForm template={template} {...form} />}</Loaded> : <MailForm {...form} />}
    </Modal>
  );
}
