import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { testAddressesQuery, testEmailTemplate } from '../../api/email-templates';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';
import { Loaded } from '../../common/states';
import type { Language } from '../../i18n/languages';
import { useLanguageName } from '../../outcome/language';

/** TestMail sends the saved template to somebody who wants to see it in a real mail program. */
export function TestMail({ id, language, close }: { id: string; language: Language; close: () => void }) {
  const { t } = useTranslation('templates');
  const languageName = useLanguageName();
  const addresses = useQuery(testAddressesQuery());
  const [chosen, setChosen] = useState<string>();
  const to = chosen ?? addresses.data?.[0] ?? '';
  const send = useMutation({
    mutationFn: () => testEmailTemplate(id, to, language),
    onSuccess: () => {
      showFlash({ type: 'success', content: t('test.sent', { to }) });
      close();
    },
  });
  return (
    <Confirm title={t('test.title')} action={t('test.action')} pending={send.isPending} error={send.error} blocked={to ? undefined : t('test.none')} confirm={() => send.mutate()} cancel={close}>
      <Loaded query={addresses}>
        {(list) =>
          list.length === 0 ? (
            <Alert type="info">{t('test.none')}</Alert>
          ) : (
            <FormField label={t('test.to')} description={t('test.description')}>
              <Select options={list.map((value) => ({ value, label: value }))} selectedOption={{ value: to, label: to }} onChange={({ detail }) => setChosen(detail.selectedOption.value)} />
            </FormField>
          )
        }
      </Loaded>
      <Box>{t('test.language', { language: languageName(language) })}</Box>
    </Confirm>
  );
}
