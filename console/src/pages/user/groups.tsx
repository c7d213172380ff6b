import FormField from '@cloudscape-design/components/form-field';
import Multiselect, { type MultiselectProps } from '@cloudscape-design/components/multiselect';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { groupsQuery } from '../../api/directory';
import { items } from '../../common/more';

type Options = readonly MultiselectProps.Option[];

interface PickerProps {
  label: string;
  chosen: Options;
  choose: (chosen: Options) => void;
}

/** GroupPicker finds directory groups at the server. */
export function GroupPicker({ label, chosen, choose, without }: PickerProps & { without: string[] }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const query = useInfiniteQuery(groupsQuery(text));
  const options = items(query.data)
    .filter((g) => !without.includes(g.id))
    .map((g) => ({ value: g.id, label: g.displayName }));
  return (
    <FormField label={label}>
      <Multiselect
        options={options}
        selectedOptions={chosen}
        filteringType="manual"
        filteringAriaLabel={t('field.filter')}
        filteringPlaceholder={t('field.filter')}
        filteringClearAriaLabel={t('field.clearFilter')}
        statusType={query.isFetching ? 'loading' : query.isError ? 'error' : 'finished'}
        loadingText={t('state.loading')}
        errorText={t('state.error')}
        empty={t('field.noOptions')}
        onLoadItems={({ detail }) => setText(detail.filteringText)}
        onChange={({ detail }) => choose(detail.selectedOptions)}
        deselectAriaLabel={(o) => t('field.remove', { name: o.label })}
      />
    </FormField>
  );
}

/** OwnGroups chooses among the groups that somebody is in. */
export function OwnGroups({ label, groups, chosen, choose }: PickerProps & { groups: { id: string; displayName: string }[] }) {
  const { t } = useTranslation();
  return (
    <FormField label={label}>
      <Multiselect
        options={groups.map((g) => ({ value: g.id, label: g.displayName }))}
        selectedOptions={chosen}
        empty={t('field.noOptions')}
        onChange={({ detail }) => choose(detail.selectedOptions)}
        deselectAriaLabel={(o) => t('field.remove', { name: o.label })}
      />
    </FormField>
  );
}
