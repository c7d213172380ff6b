import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { catalogueKey, emailTemplatesQuery } from '../../api/catalogue';
import { deleteEmailTemplate, duplicateEmailTemplate, emailTemplateQuery } from '../../api/email-templates';
import { showFlash } from '../../app/flash';
import { useGo, useParam } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { DeleteDialog } from '../../catalogue/delete';
import { useWordsOf } from '../../common/problem-text';
import { Loaded } from '../../common/states';
import type { Language } from '../../i18n/languages';
import { MailForm } from '../../mail/form';
import { useFirstLanguage } from './language';
import { TestMail } from './test-mail';
import { Versions } from './versions';

/** TemplatePage is one welcome mail: its form with the preview, and its versions. */
export default function TemplatePage() {
  const { t } = useTranslation(['templates', 'catalogue', 'common']);
  const id = useParam('id') ?? '';
  const go = useGo();
  const may = useMay('write');
  const query = useQuery({ ...emailTemplateQuery(id), refetchOnMount: 'always' });
  const all = useQuery(emailTemplatesQuery()).data ?? [];
  const [language, setLanguage] = useState<Language>(useFirstLanguage());
  const [open, setOpen] = useState<'delete' | 'test'>();
  const nameOf = (one: { id: string; name?: string }) => (one.id === 'default' ? t('catalogue:template.default') : (one.name ?? one.id));
  const template = query.data;
  const name = template ? nameOf(template) : t('templates:one');
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const duplicate = useDuplicate(id, t('templates:copyOf', { name }));
  return (
    <Page
      title={name}
      above={[{ text: t('templates:title'), path: '/templates' }]}
      actions={
        template && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!!blocked} disabledReason={blocked} onClick={() => setOpen('test')}>{t('templates:test.title')}</Button>
            <ButtonDropdown
              items={[
                { id: 'duplicate', text: t('templates:duplicate'), disabled: !!blocked, disabledReason: blocked },
                { id: 'delete', text: t('templates:delete'), disabled: !!blocked || template.builtIn, disabledReason: blocked ?? t('catalogue:template.keeps') },
              ]}
              onItemClick={({ detail }) => (detail.id === 'delete' ? setOpen('delete') : duplicate.mutate())}
            >
              {t('templates:more')}
            </ButtonDropdown>
          </SpaceBetween>
        )
      }
    >
      <Loaded query={query}>
        {(one) => (
          <SpaceBetween size="l">
            {one.version > one.liveVersion && <Alert type="info" header={t('templates:draftTitle', { version: one.version })}>{t('templates:draftText', { version: one.liveVersion })}</Alert>}
            <MailForm
              key={id}
              template={one}
              language={language}
              setLanguage={setLanguage}
              back="/templates"
              saved={(saved) => void showFlash({ type: 'success', content: saved.version > saved.liveVersion ? t('templates:savedDraft', { version: saved.version }) : t('templates:saved', { name: nameOf(saved) }) })}
            />
            <Versions id={id} etag={one.etag} blocked={blocked} />
          </SpaceBetween>
        )}
      </Loaded>
      {open === 'test' && <TestMail id={id} language={language} close={() => setOpen(undefined)} />}
      {open === 'delete' && (
        <DeleteDialog
          name={name}
          uses={(rule) => rule.welcomeMail === id}
          replacements={all.filter((one) => one.id !== id).map((one) => ({ value: one.id, label: nameOf(one) }))}
          remove={(replacement) => deleteEmailTemplate(id, replacement)}
          done={() => go('/templates')}
          cancel={() => setOpen(undefined)}
        />
      )}
    </Page>
  );
}

function useDuplicate(id: string, name: string) {
  const { t } = useTranslation('templates');
  const go = useGo();
  const client = useQueryClient();
  const words = useWordsOf();
  return useMutation({
    mutationFn: () => duplicateEmailTemplate(id, name),
    onSuccess: async (copy) => {
      showFlash({ type: 'success', content: t('duplicated', { name: copy.name }) });
      go(`/templates/${copy.id}`);
      await client.invalidateQueries({ queryKey: catalogueKey });
    },
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
}
