import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { zodResolver } from '@hookform/resolvers/zod';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import type { SettingsTemplate } from '../../api/catalogue';
import type { Versioned } from '../../api/client';
import { createSettingsTemplate, readSettingsTemplate, replaceSettingsTemplate } from '../../api/settings-templates';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { CatalogueForm } from '../../catalogue/form';
import { useVersionedSave } from '../../catalogue/save';
import { InputField } from '../../form/fields';
import { Features } from './features';
import { bodyOf, schemaOf, valuesOf, type Values } from './values';

/** SettingsTemplateForm makes a settings template, or saves the next version of one. */
export function SettingsTemplateForm({ template }: { template?: Versioned<SettingsTemplate> }) {
  const { t } = useTranslation('settings-templates');
  const go = useGo();
  const schema = useMemo(() => schemaOf(t as never), [t]);
  const form = useForm<Values>({ defaultValues: template ? valuesOf(template) : { name: '', rows: [] }, resolver: zodResolver(schema) });
  const save = useVersionedSave({
    seen: template,
    read: () => readSettingsTemplate(template!.id),
    write: (values: Values, etag) => (template ? replaceSettingsTemplate(template.id, bodyOf(values), etag!) : createSettingsTemplate(bodyOf(values))),
    valuesOf,
  });
  const shown = (kind: string, value: string) => (kind === 'switch' ? t(value === 'true' ? 'on' : 'off') : value);
  const said = (v: Values) => [{ label: t('name'), value: v.name }, ...v.rows.map((row) => ({ label: `${row.product} · ${row.feature}`, value: shown(row.kind, row.value) }))];
  return (
    <CatalogueForm
      form={form}
      back="/settings-templates"
      fieldAt={(path) => (path === 'name' ? 'name' : undefined)}
      said={said}
      save={async (values) => void (await save(values))}
      saved={() => {
        showFlash({ type: 'success', content: t('saved', { name: form.getValues('name') }) });
        go('/settings-templates');
      }}
    >
      <Container>
        <InputField control={form.control} name="name" label={t('name')} description={template?.builtIn ? t('nameFixed') : undefined} input={{ disabled: template?.builtIn, autoComplete: false }} />
      </Container>
      <Container header={<Header variant="h2" description={t('featuresDescription')}>{t('features')}</Header>}>
        <Features form={form} />
      </Container>
    </CatalogueForm>
  );
}
