import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { approveHold, holdsKey, rejectHold, type HeldUser, type Hold } from '../../api/holds';
import { syncQuery } from '../../api/sync';
import { usersKey } from '../../api/users';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';

/** What can be decided: let all go on, let it go on for those who are selected, or never. */
export type Decision = 'approve' | 'some' | 'reject';

interface DecideProps {
  hold: Hold;
  decision: Decision;
  /** Who is selected. */
  users: HeldUser[];
  close: () => void;
  done: () => void;
}

/** Decide asks for the reason of a decision, which is kept, and decides. */
export function Decide({ hold, decision, users, close, done }: DecideProps) {
  const { t } = useTranslation('holds');
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const decide = useMutation({
    mutationFn: () => (decision === 'reject' ? rejectHold(hold.id, reason) : approveHold(hold.id, reason, decision === 'some' ? users.map((u) => u.userId) : undefined)),
    onSuccess: async () => {
      await Promise.all([holdsKey, usersKey, syncQuery().queryKey].map((queryKey) => client.invalidateQueries({ queryKey })));
      showFlash({ type: 'success', content: t(`${decision}.done`) });
      done();
      close();
    },
  });
  const count = decision === 'some' ? users.length : hold.users;
  return (
    <Confirm
      title={t(`${decision}.title`)}
      action={t(`${decision}.action`)}
      blocked={reason.trim() ? undefined : t('reasonNeeded')}
      pending={decide.isPending}
      error={decide.error}
      confirm={() => decide.mutate()}
      cancel={close}
    >
      {t(`${decision}.text`, { count })}
      <FormField label={t('reason')} description={t('reasonText')}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  );
}
