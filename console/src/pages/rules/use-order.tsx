import Button from '@cloudscape-design/components/button';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import { isStale } from '../../api/problem';
import { orderRules, rulesKey, rulesQuery, type Rule } from '../../api/rules';
import { dropFlash, showFlash } from '../../app/flash';
import { useWordsOf } from '../../common/problem-text';
import { carried } from '../../rules/order';

type List = Versioned<{ items: Rule[] }>;

/** How long a move can be taken back by one click, in milliseconds. */
const undoLife = 10_000;
const flashId = 'order';

/** Clash is an order that could not be saved, as somebody else had changed the rules. */
export interface Clash {
  mine: Rule[];
}

/** Wanted is the order that is to be, and the id of the rule that was taken to another place, where that is known. */
interface Wanted {
  rules: Rule[];
  taken?: string;
}

/** useOrder saves another order of the rules at once, shows it before the server has answered, and takes it back when the server refuses. */
export function useOrder() {
  const { t } = useTranslation('rules');
  const words = useWordsOf();
  const client = useQueryClient();
  const [clash, setClash] = useState<Clash>();
  const { queryKey } = rulesQuery();
  const now = () => client.getQueryData<List>(queryKey);
  const save = useMutation({
    scope: { id: 'rules' },
    mutationFn: ({ rules }: Wanted) => orderRules(rules.map((rule) => rule.id), now()!.etag),
    onMutate: async ({ rules }) => {
      await client.cancelQueries({ queryKey });
      const before = now();
      client.setQueryData<List>(queryKey, (list) => list && { ...list, items: rules.map((rule, i) => ({ ...rule, position: i + 1 })) });
      return { before };
    },
    onSuccess: (answer, wanted, context) => {
      client.setQueryData<List>(queryKey, (list) => list && { ...list, etag: answer.etag });
      announce(context?.before?.items ?? [], wanted);
    },
    onError: (error, wanted, context) => {
      client.setQueryData(queryKey, context?.before);
      if (isStale(error)) setClash({ mine: wanted.rules });
      else showFlash({ id: flashId, type: 'error', content: words(error) });
    },
    onSettled: () => client.invalidateQueries({ queryKey: rulesKey }),
  });
  const announce = (before: Rule[], { rules, taken }: Wanted) => {
    const move = carried(before, rules, taken);
    const undo = () => {
      dropFlash(flashId);
      const list = now();
      if (list) save.mutate({ rules: before.filter((rule) => list.items.some((other) => other.id === rule.id)), taken: move?.item.id });
    };
    showFlash({
      id: flashId,
      type: 'success',
      life: undoLife,
      content: move ? t('order.moved', { name: move.item.description || move.from, from: move.from, to: move.to }) : t('order.saved'),
      action: <Button onClick={undo}>{t('order.undo')}</Button>,
    });
  };
  return { reorder: (rules: Rule[], taken?: string) => save.mutate({ rules, taken }), pending: save.isPending, clash, settle: () => setClash(undefined) };
}
