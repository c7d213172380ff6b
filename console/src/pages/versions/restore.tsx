import Alert from '@cloudscape-design/components/alert';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { draftQuery, restore, rulesKey } from '../../api/rules';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';

/** RestoreDialog asks before the rules of a revision take the place of the draft. */
export function RestoreDialog({ revision, close }: { revision: number; close: () => void }) {
  const { t } = useTranslation('versions');
  const client = useQueryClient();
  const draft = useQuery(draftQuery());
  const back = useMutation({
    mutationFn: () => restore(revision, draft.data!.etag),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: rulesKey });
      showFlash({ type: 'success', content: t('restore.done', { revision }) });
      close();
    },
  });
  return (
    <Confirm
      title={t('restore.title', { revision })}
      action={t('restore.action')}
      pending={back.isPending || draft.isPending}
      error={back.error ?? draft.error}
      confirm={() => draft.data && back.mutate()}
      cancel={close}
    >
      {t('restore.text')}
      {draft.data?.exists && <Alert type="warning">{t('restore.draft', { count: draft.data.changes.length })}</Alert>}
    </Confirm>
  );
}
