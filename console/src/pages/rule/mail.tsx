import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useWatch, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { catalogueKey, emailTemplatesQuery } from '../../api/catalogue';
import { deleteEmailTemplate } from '../../api/email-templates';
import { DeleteDialog } from '../../catalogue/delete';
import { SelectField } from '../../form/fields';
import type { Language } from '../../i18n/languages';
import { mailEditor } from '../../mail/editor';
import { MailPreview } from '../../mail/preview';
import type { Values } from './values';

const MailEditor = mailEditor && lazy(mailEditor);

type Open = 'preview' | 'edit' | 'new' | 'delete';

interface MailSectionProps {
  form: UseFormReturn<Values>;
  /** A template is gone, and the rules that named it, perhaps this one too, name the replacement. */
  deleted: (id: string, replacement: string) => void;
}

/** MailSection chooses the welcome mail, and lets templates be looked at, changed, made and deleted without losing the rule. */
export function MailSection({ form, deleted }: MailSectionProps) {
  const { t, i18n } = useTranslation(['rule', 'catalogue']);
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>();
  const templates = useQuery(emailTemplatesQuery());
  const chosen = useWatch({ control: form.control, name: 'welcomeMail' });
  const language = (useWatch({ control: form.control, name: 'language' }) || i18n.language) as Language;
  const own = (templates.data ?? []).filter((template) => template.id !== 'default');
  const id = chosen || 'default';
  const name = id === 'default' ? t('rule:choice.default') : (own.find((template) => template.id === id)?.name ?? id);
  const choose = (template: string) => form.setValue('welcomeMail', template, { shouldDirty: true });
  const close = () => setOpen(undefined);
  const custom = own.some((template) => template.id === chosen);
  return (
    <Container header={<Header variant="h2" description={t('rule:law')}>{t('rule:mail.title')}</Header>}>
      <SpaceBetween size="s">
        <SelectField
          control={form.control}
          name="welcomeMail"
          label={t('rule:mail.label')}
          description={t('rule:mail.description')}
          options={[
            { value: '', label: t('rule:choice.leave'), description: t('rule:mail.leaveDescription') },
            { value: 'default', label: t('rule:choice.default') },
            ...own.map((template) => ({ value: template.id, label: template.name ?? template.id })),
            { value: 'none', label: t('rule:choice.noMail') },
          ]}
          select={{ filteringType: 'auto', statusType: templates.isPending ? 'loading' : 'finished', loadingText: t('rule:who.loading') }}
          known={(value) => ({ value, label: value })}
        />
        <SpaceBetween direction="horizontal" size="xs">
          {chosen !== 'none' && <Button formAction="none" onClick={() => setOpen('preview')}>{t('rule:mail.preview')}</Button>}
          {custom && MailEditor && <Button formAction="none" onClick={() => setOpen('edit')}>{t('rule:mail.edit')}</Button>}
          {custom && <Button formAction="none" onClick={() => setOpen('delete')}>{t('rule:mail.delete')}</Button>}
          {MailEditor && <Button formAction="none" iconName="add-plus" onClick={() => setOpen('new')}>{t('rule:mail.new')}</Button>}
        </SpaceBetween>
      </SpaceBetween>
      {open === 'preview' && <MailPreview id={id} name={name} language={language} close={close} />}
      {open === 'delete' && (
        <DeleteDialog
          name={name}
          uses={(rule) => rule.welcomeMail === id}
          replacements={[{ value: 'default', label: t('rule:choice.default') }, ...own.filter((other) => other.id !== id).map((other) => ({ value: other.id, label: other.name ?? other.id }))]}
          remove={(replacement) => deleteEmailTemplate(id, replacement)}
          done={(replacement = 'default') => { deleted(id, replacement); choose(replacement); close(); }}
          note={t('rule:mail.deleteNote')}
          cancel={close}
        />
      )}
      {(open === 'edit' || open === 'new') && MailEditor && (
        <Suspense fallback={null}>
          <MailEditor id={open === 'edit' ? id : undefined} close={close} saved={(saved) => { void client.invalidateQueries({ queryKey: catalogueKey }); choose(saved); }} />
        </Suspense>
      )}
    </Container>
  );
}
