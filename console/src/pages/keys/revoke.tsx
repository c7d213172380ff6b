import Alert from '@cloudscape-design/components/alert';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { keysKey, revokeKey, type Key } from '../../api/keys';
import { showFlash } from '../../app/flash';
import { useSession } from '../../app/session';
import { Confirm } from '../../common/confirm';

/** RevokeKey asks before a key ends, and warns whoever would sign themselves out. */
export function RevokeKey({ item, close }: { item: Key; close: () => void }) {
  const { t } = useTranslation('keys');
  const client = useQueryClient();
  const own = useSession().data?.key.id === item.id;
  const revoke = useMutation({
    mutationFn: () => revokeKey(item.id),
    onSuccess: async () => {
      showFlash({ type: 'success', content: t('revoked', { name: item.name }), life: 10_000 });
      close();
      await client.invalidateQueries({ queryKey: keysKey });
    },
  });
  return (
    <Confirm title={t('revokeOf', { name: item.name })} action={t('revoke')} typed={item.name} pending={revoke.isPending} error={revoke.error} confirm={() => revoke.mutate()} cancel={close}>
      {t('revokeText')}
      {own && <Alert type="warning">{t('ownText')}</Alert>}
    </Confirm>
  );
}
