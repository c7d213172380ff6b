import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { patchSync, syncQuery } from '../../api/sync';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';

/** SwitchOff says what freezes and what stays before syncing is switched off. */
export function SwitchOff({ close }: { close: () => void }) {
  const { t } = useTranslation('rules');
  const client = useQueryClient();
  const off = useMutation({
    mutationFn: () => patchSync({ enabled: false }),
    onSuccess: (sync) => {
      client.setQueryData(syncQuery().queryKey, sync);
      showFlash({ type: 'success', content: t('sync.offDone') });
      close();
    },
  });
  return (
    <Confirm title={t('sync.offTitle')} action={t('sync.offAction')} pending={off.isPending} error={off.error} confirm={() => off.mutate()} cancel={close}>
      {t('sync.offText')}
    </Confirm>
  );
}
