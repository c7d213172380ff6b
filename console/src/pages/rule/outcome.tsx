import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import type { Control } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { settingsTemplatesQuery, userGroupsQuery } from '../../api/catalogue';
import { SelectField } from '../../form/fields';
import { languages } from '../../i18n/languages';
import type { Values } from './values';

/** OutcomeSection says which language, user group and settings people get. */
export function OutcomeSection({ control }: { control: Control<Values> }) {
  const { t, i18n } = useTranslation('rule');
  const groups = useQuery(userGroupsQuery());
  const templates = useQuery(settingsTemplatesQuery());
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
  const leave = { value: '', label: t('choice.leave'), description: t('choice.leaveDescription') };
  const tongues = Object.keys(languages).map((tag) => ({ value: tag, label: names.of(tag) ?? tag }));
  const status = (query: { isPending: boolean }) => ({ filteringType: 'auto' as const, statusType: query.isPending ? ('loading' as const) : ('finished' as const), loadingText: t('who.loading') });
  const known = (id: string) => ({ value: id, label: id });
  return (
    <Container header={<Header variant="h2" description={t('law')}>{t('outcome.title')}</Header>}>
      <SpaceBetween size="l">
        <SelectField control={control} name="language" label={t('outcome.language')} description={t('outcome.languageDescription')} options={[leave, ...tongues]} />
        <SelectField
          control={control}
          name="userGroup"
          label={t('outcome.userGroup')}
          options={[leave, { value: 'none', label: t('choice.noGroup') }, ...(groups.data ?? []).map((g) => ({ value: g.id, label: g.name ?? g.id }))]}
          select={status(groups)}
          known={known}
        />
        <SelectField
          control={control}
          name="settingsTemplate"
          label={t('outcome.settings')}
          options={[leave, { value: 'default', label: t('choice.default') }, ...(templates.data ?? []).filter((s) => s.id !== 'default').map((s) => ({ value: s.id, label: s.name ?? s.id }))]}
          select={status(templates)}
          known={known}
        />
      </SpaceBetween>
    </Container>
  );
}
