import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { settingsTemplatesQuery } from '../../api/catalogue';
import { deleteSettingsTemplate, settingsTemplateQuery } from '../../api/settings-templates';
import { useGo, useParam } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { DeleteDialog } from '../../catalogue/delete';
import { Loaded } from '../../common/states';
import { Time } from '../../common/time';
import { SettingsTemplateForm } from './form';
import { Versions } from './versions';

/** SettingsTemplatePage is one settings template: its form, and its versions. */
export default function SettingsTemplatePage() {
  const { t } = useTranslation(['settings-templates', 'common', 'catalogue']);
  const id = useParam('id') ?? '';
  const go = useGo();
  const may = useMay('write');
  const query = useQuery(settingsTemplateQuery(id));
  const all = useQuery(settingsTemplatesQuery()).data ?? [];
  const [deleting, setDeleting] = useState(false);
  const [restored, setRestored] = useState(0); // the form begins anew with what was restored
  const template = query.data;
  const nameOf = (one: { id: string; name?: string }) => (one.id === 'default' ? t('catalogue:template.default') : (one.name ?? one.id));
  const name = template ? nameOf(template) : t('settings-templates:one');
  const blocked = !may ? t('common:state.forbidden.text', { scope: 'write' }) : template?.builtIn ? t('catalogue:template.keeps') : undefined;
  return (
    <Page
      title={name}
      above={[{ text: t('settings-templates:title'), path: '/settings-templates' }]}
      actions={template && <Button disabled={!!blocked} disabledReason={blocked} onClick={() => setDeleting(true)}>{t('settings-templates:delete')}</Button>}
    >
      <Loaded query={query}>
        {(one) => (
          <SpaceBetween size="s">
            {one.savedAt && (
              <Box color="text-body-secondary">
                {t('catalogue:template.version', { version: one.version })} · <Time at={one.savedAt} />
              </Box>
            )}
            <SettingsTemplateForm key={`${id} ${restored}`} template={one} />
            <Versions template={one} blocked={may ? undefined : blocked} restored={() => setRestored(restored + 1)} />
          </SpaceBetween>
        )}
      </Loaded>
      {deleting && (
        <DeleteDialog
          name={name}
          uses={(rule) => rule.settingsTemplate === id}
          replacements={all.filter((one) => one.id !== id).map((one) => ({ value: one.id, label: nameOf(one) }))}
          remove={(replacement) => deleteSettingsTemplate(id, replacement)}
          done={() => go('/settings-templates')}
          cancel={() => setDeleting(false)}
        />
      )}
    </Page>
  );
}
