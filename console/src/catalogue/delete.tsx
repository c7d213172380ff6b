import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import Select from '@cloudscape-design/components/select';
import FormField from '@cloudscape-design/components/form-field';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { catalogueKey } from '../api/catalogue';
import { rulesKey, rulesQuery, type Rule } from '../api/rules';
import { showFlash } from '../app/flash';
import { href } from '../app/links';
import { Confirm } from '../common/confirm';

interface DeleteProps {
  name: string;
  /** Which rules name it, in the draft. */
  uses: (rule: Rule) => boolean;
  /** What else could be given; where there is something, rules that use it get that instead. */
  replacements?: { value: string; label: string }[];
  remove: (replacement: string | undefined) => Promise<unknown>;
  /** Told what those rules give instead, where there was something to replace. */
  done: (replacement: string | undefined) => void;
  /** What else is to be said. */
  note?: string;
  cancel: () => void;
}

/** DeleteDialog asks before a thing that rules give is deleted, says which rules use it, and what they get instead. */
export function DeleteDialog({ name, uses, replacements, remove, done, note, cancel }: DeleteProps) {
  const { t } = useTranslation(['catalogue', 'common']);
  const client = useQueryClient();
  const rules = useQuery(rulesQuery());
  const using = (rules.data?.items ?? []).filter(uses);
  const [replacement, setReplacement] = useState(replacements?.[0]?.value);
  const inUse = using.length > 0;
  const deletion = useMutation({
    mutationFn: () => remove(inUse ? replacement : undefined),
    onSuccess: async () => {
      showFlash({ type: 'success', content: t('catalogue:delete.done', { name }) });
      done(inUse ? replacement : undefined);
      await Promise.all([client.invalidateQueries({ queryKey: catalogueKey }), client.invalidateQueries({ queryKey: rulesKey })]);
    },
  });
  const stuck = inUse && !replacements;
  return (
    <Confirm
      title={t('catalogue:delete.title', { name })}
      action={t('catalogue:delete.action')}
      pending={deletion.isPending || rules.isPending}
      error={deletion.error}
      blocked={stuck ? t('catalogue:delete.stuck') : undefined}
      confirm={() => deletion.mutate()}
      cancel={cancel}
    >
      {inUse ? (
        <div>
          <Box variant="p">{stuck ? t('catalogue:delete.stuck') : t('catalogue:delete.used', { count: using.length })}</Box>
          <ul className="plain">
            {using.map((rule) => (
              <li key={rule.id}>
                <Link href={href(`/rules/${rule.id}`)}>{t('catalogue:delete.rule', { position: rule.position, description: rule.description })}</Link>
              </li>
            ))}
          </ul>
        </div>
      ) : (
        <Box>{t('catalogue:delete.unused')}</Box>
      )}
      {inUse && replacements ? (
        <FormField label={t('catalogue:delete.replacement')}>
          <Select options={replacements} selectedOption={replacements.find((r) => r.value === replacement) ?? null} onChange={({ detail }) => setReplacement(detail.selectedOption.value)} />
        </FormField>
      ) : null}
      {note && <Box>{note}</Box>}
    </Confirm>
  );
}
