import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { chooseLanguage, usersKey, type User } from '../../api/users';
import { showFlash } from '../../app/flash';
import { useWordsOf } from '../../common/problem-text';
import { languages } from '../../i18n/languages';
import { useLanguageName } from '../../outcome/language';

/** OwnLanguage is the language that somebody chose for themselves, which goes before every rule. */
export function OwnLanguage({ user, blocked }: { user: User; blocked: string | undefined }) {
  const { t } = useTranslation('user');
  const name = useLanguageName();
  const words = useWordsOf();
  const client = useQueryClient();
  const set = useMutation({
    mutationFn: (language: string) => chooseLanguage(user.id, language),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: usersKey });
      showFlash({ type: 'success', content: t('language.done'), life: 10_000 });
    },
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
  const options = [{ value: '', label: t('language.none') }, ...Object.keys(languages).map((tag) => ({ value: tag, label: name(tag) }))];
  const chosen = user.ownLanguage?.language ?? '';
  return (
    <Container header={<Header variant="h2" description={t('language.text')}>{t('language.title')}</Header>}>
      <FormField label={t('language.label')}>
        <Select
          options={options}
          selectedOption={options.find((o) => o.value === chosen) ?? { value: chosen, label: name(chosen) }}
          disabled={!!blocked || set.isPending}
          onChange={({ detail }) => set.mutate(detail.selectedOption.value ?? '')}
        />
      </FormField>
    </Container>
  );
}
