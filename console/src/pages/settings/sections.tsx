import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Control } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { CheckboxField, InputField, MultiselectField, SelectField, TextareaField } from '../../form/fields';
import { languages } from '../../i18n/languages';
import type { Values } from './values';

interface SectionProps {
  control: Control<Values>;
}

function Section({ name, children }: { name: 'rules' | 'schedule' | 'mail' | 'notices' | 'guard'; children: ReactNode }) {
  const { t } = useTranslation('settings');
  return (
    <Container header={<Header variant="h2" description={t(`${name}.description`)}>{t(`${name}.title`)}</Header>}>
      <SpaceBetween size="l">{children}</SpaceBetween>
    </Container>
  );
}

const tongues = Object.entries(languages).map(([value, label]) => ({ value, label }));

/** RuleSettings is how changes of rules go live, and what rules may give to whom. */
export function RuleSettings({ control }: SectionProps) {
  const { t } = useTranslation(['settings', 'outcome']);
  const roles = (['member', 'manager', 'admin'] as const).map((value) => ({ value, label: t(`outcome:role.${value}`) }));
  return (
    <Section name="rules">
      <CheckboxField control={control} name="reviewRules" text={t('settings:rules.review')} description={t('settings:rules.reviewText')} />
      <MultiselectField control={control} name="roles" label={t('settings:rules.roles')} description={t('settings:rules.rolesText')} options={roles} />
      <TextareaField control={control} name="domains" label={t('settings:rules.domains')} description={t('settings:rules.domainsText')} input={{ rows: 3, spellcheck: false }} />
      <SelectField control={control} name="defaultLanguage" label={t('settings:rules.language')} description={t('settings:rules.languageText')} options={tongues} />
    </Section>
  );
}

/** ScheduleSettings is when everybody is synced without being asked. */
export function ScheduleSettings({ control, on }: SectionProps & { on: boolean }) {
  const { t } = useTranslation('settings');
  const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((value) => ({ value, label: value }));
  return (
    <Section name="schedule">
      <CheckboxField control={control} name="scheduled" text={t('schedule.on')} />
      {on && (
        <ColumnLayout columns={2}>
          <InputField control={control} name="cron" label={t('schedule.cron')} description={t('schedule.cronText')} input={{ spellcheck: false }} />
          <SelectField control={control} name="timeZone" label={t('schedule.zone')} options={zones} select={{ filteringType: 'auto', virtualScroll: true }} known={(value) => ({ value, label: value })} />
        </ColumnLayout>
      )}
    </Section>
  );
}

/** MailSettings is whether mails go to people, and what they say of the account. */
export function MailSettings({ control }: SectionProps) {
  const { t } = useTranslation('settings');
  return (
    <Section name="mail">
      <CheckboxField control={control} name="mail" text={t('mail.on')} description={t('mail.onText')} />
      <CheckboxField control={control} name="quiet" text={t('mail.quiet')} description={t('mail.quietText')} />
      <InputField control={control} name="signInUrl" label={t('mail.signInUrl')} description={t('mail.signInUrlText')} input={{ inputMode: 'url', spellcheck: false }} />
      <InputField control={control} name="contact" label={t('mail.contact')} description={t('mail.contactText')} />
      <InputField control={control} name="redirectTo" label={t('mail.redirectTo')} description={t('mail.redirectToText')} input={{ inputMode: 'email', spellcheck: false }} />
      <TextareaField control={control} name="testAddresses" label={t('mail.testAddresses')} description={t('mail.testAddressesText')} input={{ rows: 2, spellcheck: false }} />
    </Section>
  );
}

/** NoticeSettings is what admins are told by mail. */
export function NoticeSettings({ control }: SectionProps) {
  const { t } = useTranslation('settings');
  return (
    <Section name="notices">
      <TextareaField control={control} name="noticeAddresses" label={t('notices.addresses')} description={t('notices.addressesText')} input={{ rows: 2, spellcheck: false }} />
      <SelectField control={control} name="noticeLanguage" label={t('notices.language')} options={[{ value: '', label: t('notices.usual') }, ...tongues]} />
      <CheckboxField control={control} name="runHeld" text={t('notices.runHeld')} />
      <CheckboxField control={control} name="runFailed" text={t('notices.runFailed')} />
      <CheckboxField control={control} name="tokenExpiring" text={t('notices.tokenExpiring')} />
      <CheckboxField control={control} name="seatsLow" text={t('notices.seatsLow')} />
      <InputField control={control} name="seatsPercent" label={t('notices.seatsPercent')} description={t('notices.seatsPercentText')} input={{ type: 'number' }} />
    </Section>
  );
}

/** GuardSettings is what may be taken before somebody has to approve it. */
export function GuardSettings({ control }: SectionProps) {
  const { t } = useTranslation('settings');
  const number = { type: 'number' } as const;
  return (
    <Section name="guard">
      {(['everything', 'product', 'hourly'] as const).map((gauge) => (
        <ColumnLayout key={gauge} columns={2}>
          <InputField control={control} name={`${gauge}Min`} label={t(`guard.${gauge}`)} description={t('guard.min')} input={number} />
          <InputField control={control} name={`${gauge}Percent`} label={t(`guard.${gauge}Percent`)} description={t('guard.percent')} input={number} />
        </ColumnLayout>
      ))}
      <ColumnLayout columns={2}>
        <InputField control={control} name="group" label={t('guard.group')} description={t('guard.groupText')} input={number} />
        <InputField control={control} name="mails" label={t('guard.mails')} description={t('guard.mailsText')} input={number} />
      </ColumnLayout>
      <InputField control={control} name="days" label={t('guard.days')} description={t('guard.daysText')} input={number} />
      <CheckboxField control={control} name="wait" text={t('guard.wait')} description={t('guard.waitText')} />
    </Section>
  );
}
