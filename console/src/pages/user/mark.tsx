import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mark, usersKey, type User } from '../../api/users';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';

interface MarkDialogProps {
  user: User;
  kind: 'suspension' | 'pin';
  close: () => void;
}

/** MarkDialog asks before somebody is suspended by hand, or what they have is pinned; the note says to others why. */
export function MarkDialog({ user, kind, close }: MarkDialogProps) {
  const { t } = useTranslation('user');
  const client = useQueryClient();
  const [note, setNote] = useState('');
  const words = kind === 'pin' ? 'pin' : 'suspend';
  const name = user.displayName || user.userName;
  const set = useMutation({
    mutationFn: () => mark(user.id, kind, note),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: usersKey });
      showFlash({ type: 'success', content: t(`${words}.done`, { name }), life: 10_000 });
      close();
    },
  });
  return (
    <Confirm title={t(`${words}.title`, { name })} action={t(`${words}.action`)} pending={set.isPending} error={set.error} confirm={() => set.mutate()} cancel={close}>
      {t(`${words}.text`)}
      <FormField label={t('note.label')} description={t('note.description')}>
        <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
      </FormField>
    </Confirm>
  );
}
