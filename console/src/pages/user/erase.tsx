import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { erase, usersKey, type User } from '../../api/users';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { Confirm } from '../../common/confirm';

/** EraseDialog asks before a person is forgotten, which nothing brings back: their userName must be typed. */
export function EraseDialog({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation('user');
  const client = useQueryClient();
  const go = useGo();
  const [reason, setReason] = useState('');
  const [remove, setRemove] = useState(false);
  const forget = useMutation({
    mutationFn: () => erase(user.id, reason, remove),
    onSuccess: async () => {
      showFlash({ type: 'success', content: t('erase.done') });
      go('/users');
      await client.invalidateQueries({ queryKey: usersKey });
    },
  });
  return (
    <Confirm title={t('erase.title')} action={t('erase.action')} typed={user.userName} pending={forget.isPending} error={forget.error} confirm={() => forget.mutate()} cancel={close}>
      {t('erase.text')}
      <FormField label={t('erase.reason')} description={t('erase.reasonText')}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
      <Checkbox checked={remove} onChange={({ detail }) => setRemove(detail.checked)} description={t('erase.removeText')}>
        {t('erase.remove')}
      </Checkbox>
    </Confirm>
  );
}
