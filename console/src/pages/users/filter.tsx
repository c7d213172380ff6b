import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Search } from '../../common/search';
import { productsQuery, userGroupsQuery } from '../../api/catalogue';
import { liveRulesQuery } from '../../api/live';
import { useNames } from '../../outcome/names';
import type { Filter } from './index';

interface UsersFilterProps {
  filter: Filter;
  set: (change: Partial<Filter>) => void;
}

/** UsersFilter narrows the list by what somebody is called, by state, and by what they have. */
export function UsersFilter({ filter, set }: UsersFilterProps) {
  const { t } = useTranslation(['users', 'outcome']);
  const names = useNames();
  const products = useQuery(productsQuery()).data ?? [];
  const rules = useQuery(liveRulesQuery()).data?.items ?? [];
  const groups = useQuery(userGroupsQuery()).data ?? [];
  const wide = { default: 12, xxs: 6, s: 3 } as const;
  return (
    <Grid gridDefinition={[{ colspan: 12 }, { colspan: wide }, { colspan: wide }, { colspan: wide }, { colspan: wide }]}>
      <ByText text={filter.text} set={(text) => set({ text })} />
      <Choice
        label={t('users:filter.state')}
        value={filter.state}
        set={(value) => set({ state: value as Filter['state'] })}
        options={(['active', 'suspended', 'invited', 'erased'] as const).map((s) => ({ value: s, label: t(`outcome:state.${s}`) }))}
      />
      <Choice label={t('users:filter.product')} value={filter.product} set={(product) => set({ product })} options={products.map((p) => ({ value: p.key, label: p.name || p.key }))} />
      <Choice label={t('users:filter.rule')} value={filter.rule} set={(rule) => set({ rule })} options={rules.map((r) => ({ value: r.id, label: names.rule(r.id) }))} />
      <Choice
        label={t('users:filter.userGroup')}
        value={filter.userGroup}
        set={(userGroup) => set({ userGroup })}
        options={[{ value: 'none', label: t('outcome:none.userGroup') }, ...groups.map((g) => ({ value: g.id, label: g.name }))]}
      />
    </Grid>
  );
}

/** ByText finds people by a part of their names. */
function ByText({ text, set }: { text: string; set: (text: string) => void }) {
  const { t } = useTranslation('users');
  return (
    <FormField label={t('filter.text')}>
      <Search text={text} set={set} placeholder={t('filter.placeholder')} />
    </FormField>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  set: (value: string) => void;
  options: SelectProps.Option[];
}

function Choice({ label, value, set, options }: ChoiceProps) {
  const { t } = useTranslation(['users', 'common']);
  const any = { value: '', label: t('users:filter.any') };
  const all = [any, ...options];
  return (
    <FormField label={label}>
      <Select
        options={all}
        selectedOption={all.find((o) => o.value === value) ?? { value, label: value }}
        filteringType={options.length > 8 ? 'auto' : 'none'}
        filteringAriaLabel={t('common:field.filter')}
        filteringPlaceholder={t('common:field.filter')}
        noMatch={t('common:state.noMatch')}
        onChange={({ detail }) => set(detail.selectedOption.value ?? '')}
      />
    </FormField>
  );
}
