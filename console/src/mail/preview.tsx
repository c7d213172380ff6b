import Box from '@cloudscape-design/components/box';
import Modal from '@cloudscape-design/components/modal';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, data } from '../api/client';
import { Loaded } from '../common/states';
import { languages, type Language } from '../i18n/languages';
import { asText } from './as-text';

interface MailPreviewProps {
  /** A template, or default. */
  id: string;
  name: string;
  /** That people would be written to in. */
  language: Language;
  close: () => void;
}

/** MailPreview shows a welcome mail as a sample person would get it, in any language, as wide as a phone or a desk. */
export function MailPreview({ id, name, language: first, close }: MailPreviewProps) {
  const { t, i18n } = useTranslation(['rule', 'common']);
  const [language, setLanguage] = useState<Language>(first);
  const [width, setWidth] = useState('desk');
  const names = new Intl.DisplayNames(i18n.language, { type: 'language' });
  const options = Object.keys(languages).map((tag) => ({ value: tag, label: names.of(tag) ?? tag }));
  const preview = useQuery({
    queryKey: ['mail-preview', id, language],
    queryFn: () => data(api.POST('/email-templates/{id}/preview', { params: { path: { id } }, body: { language } })),
  });
  return (
    <Modal visible size="large" header={t('rule:mail.previewOf', { name })} closeAriaLabel={t('common:close')} onDismiss={close}>
      <SpaceBetween size="m">
        <SpaceBetween direction="horizontal" size="m" alignItems="center">
          <Select ariaLabel={t('rule:outcome.language')} options={options} selectedOption={options.find((o) => o.value === language) ?? null} onChange={({ detail }) => setLanguage(detail.selectedOption.value as Language)} />
          <SegmentedControl
            label={t('rule:mail.width')}
            selectedId={width}
            onChange={({ detail }) => setWidth(detail.selectedId)}
            options={[{ id: 'desk', text: t('rule:mail.desk') }, { id: 'phone', text: t('rule:mail.phone') }]}
          />
        </SpaceBetween>
        <Loaded query={preview}>
          {(mail) => (
            <SpaceBetween size="s">
              {mail.fellBackFrom && <Box color="text-status-warning">{t('rule:mail.fellBack', { language: names.of(mail.language) ?? mail.language })}</Box>}
              <Box variant="h3">
                <span lang={mail.language}>{mail.subject}</span>
              </Box>
              <iframe className={`mail mail-${width}`} sandbox="" title={t('rule:mail.frame', { subject: mail.subject })} src={mail.html ? mail.page : asText(mail.page)} />
            </SpaceBetween>
          )}
        </Loaded>
      </SpaceBetween>
    </Modal>
  );
}
