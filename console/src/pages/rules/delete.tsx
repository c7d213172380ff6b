import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { deleteRule, rulesKey, type Rule } from '../../api/rules';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';

/** DeleteDialog asks before a rule goes out of the draft. It is live until the draft is. */
export function DeleteDialog({ rule, name, etag, close }: { rule: Rule; name: string; etag: string; close: () => void }) {
  const { t } = useTranslation('rules');
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteRule(rule.id, etag),
    onSuccess: async () => {
      showFlash({ type: 'success', content: t('delete.done', { name }) });
      close();
      await client.invalidateQueries({ queryKey: rulesKey });
    },
  });
  return (
    <Confirm title={t('delete.title', { name })} action={t('deed.delete')} pending={remove.isPending} error={remove.error} confirm={() => remove.mutate()} cancel={close}>
      {t('delete.text')}
    </Confirm>
  );
}
