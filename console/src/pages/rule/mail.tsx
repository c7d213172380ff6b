import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useWatch, type UseFormReturn } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { catalogueKey, emailTemplatesQuery } from '../../api/catalogue';
import { api, data } from '../../api/client';
import { rulesKey } from '../../api/rules';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';
import { SelectField } from '../../form/fields';
import type { Language } from '../../i18n/languages';
import { mailEditor } from '../../mail/editor';
import { MailPreview } from '../../mail/preview';
import type { Values } from './values';

const MailEditor = mailEditor && lazy(mailEditor);

type Open = 'preview' | 'edit' | 'new' | 'delete';

/** MailSection chooses the welcome mail, and lets templates be looked at, changed, made and deleted without losing the rule. */
export function MailSection({ form }: { form: UseFormReturn<Values> }) {
  const { t, i18n } = useTranslation('rule');
  const client = useQueryClient();
  const [open, setOpen] = useState<Open>();
  const templates = useQuery(emailTemplatesQuery());
  const chosen = useWatch({ control: form.control, name: 'welcomeMail' });
  const language = (useWatch({ control: form.control, name: 'language' }) || i18n.language) as Language;
  const own = (templates.data ?? []).filter((template) => template.id !== 'default');
  const id = chosen || 'default';
  const name = id === 'default' ? t('choice.default') : (own.find((template) => template.id === id)?.name ?? id);
  const choose = (template: string) => form.setValue('welcomeMail', template, { shouldDirty: true });
  const close = () => setOpen(undefined);
  const custom = own.some((template) => template.id === chosen);
  return (
    <Container header={<Header variant="h2" description={t('law')}>{t('mail.title')}</Header>}>
      <SpaceBetween size="s">
        <SelectField
          control={form.control}
          name="welcomeMail"
          label={t('mail.label')}
          description={t('mail.description')}
          options={[
            { value: '', label: t('choice.leave'), description: t('mail.leaveDescription') },
            { value: 'default', label: t('choice.default') },
            ...own.map((template) => ({ value: template.id, label: template.name ?? template.id })),
            { value: 'none', label: t('choice.noMail') },
          ]}
          select={{ filteringType: 'auto', statusType: templates.isPending ? 'loading' : 'finished', loadingText: t('who.loading') }}
          known={(value) => ({ value, label: value })}
        />
        <SpaceBetween direction="horizontal" size="xs">
          {chosen !== 'none' && <Button formAction="none" onClick={() => setOpen('preview')}>{t('mail.preview')}</Button>}
          {custom && MailEditor && <Button formAction="none" onClick={() => setOpen('edit')}>{t('mail.edit')}</Button>}
          {custom && <Button formAction="none" onClick={() => setOpen('delete')}>{t('mail.delete')}</Button>}
          {MailEditor && <Button formAction="none" iconName="add-plus" onClick={() => setOpen('new')}>{t('mail.new')}</Button>}
        </SpaceBetween>
      </SpaceBetween>
      {open === 'preview' && <MailPreview id={id} name={name} language={language} close={close} />}
      {open === 'delete' && <DeleteTemplate id={id} name={name} done={() => { choose('default'); close(); }} close={close} />}
      {(open === 'edit' || open === 'new') && MailEditor && (
        <Suspense fallback={null}>
          <MailEditor id={open === 'edit' ? id : undefined} close={close} saved={(saved) => { void client.invalidateQueries({ queryKey: catalogueKey }); choose(saved); }} />
        </Suspense>
      )}
    </Container>
  );
}

function DeleteTemplate({ id, name, done, close }: { id: string; name: string; done: () => void; close: () => void }) {
  const { t } = useTranslation('rule');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => data(api.DELETE('/email-templates/{id}', { params: { path: { id }, query: { replacement: 'default' } } })),
    onSuccess: async () => {
      showFlash({ type: 'success', content: t('mail.deleted', { name }) });
      done();
      await Promise.all([client.invalidateQueries({ queryKey: catalogueKey }), client.invalidateQueries({ queryKey: rulesKey })]);
    },
  });
  return (
    <Confirm title={t('mail.deleteTitle', { name })} action={t('mail.delete')} pending={remove.isPending} error={remove.error} confirm={() => remove.mutate()} cancel={close}>
      {t('mail.deleteText')}
    </Confirm>
  );
}
