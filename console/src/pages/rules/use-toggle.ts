import { useMutation, useQueryClient } from '@tanstack/react-query';
import { patchRule, rulesKey, type Rule } from '../../api/rules';
import { showFlash } from '../../app/flash';
import { useWordsOf } from '../../common/problem-text';

/** useToggle switches single rules on and off, in the draft. */
export function useToggle(etag: string): (rule: Rule, enabled: boolean) => void {
  const client = useQueryClient();
  const words = useWordsOf();
  const save = useMutation({
    scope: { id: 'rules' },
    mutationFn: ({ rule, enabled }: { rule: Rule; enabled: boolean }) => patchRule(rule.id, { enabled }, etag),
    onError: (error) => showFlash({ id: 'toggle', type: 'error', content: words(error) }),
    onSettled: () => client.invalidateQueries({ queryKey: rulesKey }),
  });
  return (rule, enabled) => save.mutate({ rule, enabled });
}
