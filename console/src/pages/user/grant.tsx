import DatePicker from '@cloudscape-design/components/date-picker';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import RadioGroup from '@cloudscape-design/components/radio-group';
import Select, { type SelectProps } from '@cloudscape-design/components/select';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { productsQuery, userGroupsQuery } from '../../api/catalogue';
import { giveGrant, usersKey, type User } from '../../api/users';
import { showFlash } from '../../app/flash';
import { Confirm } from '../../common/confirm';

/** GrantDialog gives somebody one thing by hand, or denies it, for ever or until the end of a day. */
export function GrantDialog({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation(['user', 'outcome', 'common']);
  const client = useQueryClient();
  const options = useOptions();
  const [what, setWhat] = useState<SelectProps.Option | null>(null);
  const [deny, setDeny] = useState('give');
  const [until, setUntil] = useState('');
  const [note, setNote] = useState('');
  const give = useMutation({
    mutationFn: () => giveGrant(user.id, { ...thing(what?.value ?? ''), deny: deny === 'deny', note, until: until ? new Date(`${until}T23:59:59`).toISOString() : null }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: usersKey });
      showFlash({ type: 'success', content: t('user:byHand.given'), life: 10_000 });
      close();
    },
  });
  return (
    <Confirm title={t('user:byHand.give')} action={t('user:byHand.save')} blocked={what ? undefined : t('user:byHand.choose')} pending={give.isPending} error={give.error} confirm={() => give.mutate()} cancel={close}>
      <FormField label={t('user:byHand.what')}>
        <Select
          options={options}
          selectedOption={what}
          placeholder={t('user:byHand.choose')}
          filteringType="auto"
          filteringAriaLabel={t('common:field.filter')}
          filteringPlaceholder={t('common:field.filter')}
          noMatch={t('common:state.noMatch')}
          onChange={({ detail }) => setWhat(detail.selectedOption)}
        />
      </FormField>
      <FormField label={t('user:byHand.how')}>
        <RadioGroup value={deny} items={[{ value: 'give', label: t('user:byHand.giveIt') }, { value: 'deny', label: t('user:byHand.denyIt') }]} onChange={({ detail }) => setDeny(detail.value)} />
      </FormField>
      <FormField label={t('user:byHand.until')} description={t('user:byHand.untilText')}>
        <DatePicker value={until} placeholder="YYYY/MM/DD" isDateEnabled={(d) => d.getTime() > Date.now() - 86_400_000} openCalendarAriaLabel={(chosen) => t('user:why.openCalendar', { chosen: chosen ?? '' })} onChange={({ detail }) => setUntil(detail.value)} />
      </FormField>
      <FormField label={t('user:note.label')} description={t('user:note.description')}>
        <Input value={note} onChange={({ detail }) => setNote(detail.value)} />
      </FormField>
    </Confirm>
  );
}

/** thing is what an option stands for: "product:meeting:pro", "userGroup:id", "role:admin". */
function thing(value: string) {
  const [kind, id, plan] = value.split(':');
  if (kind === 'product') return { product: id, ...(plan && { plan }) };
  if (kind === 'userGroup') return { userGroup: id };
  return { role: { kind: id } };
}

function useOptions(): SelectProps.Options {
  const { t } = useTranslation('outcome');
  const products = useQuery(productsQuery()).data ?? [];
  const groups = useQuery(userGroupsQuery()).data ?? [];
  return [
    {
      label: t('slot.product'),
      options: products.flatMap((p) => [
        { value: `product:${p.key}`, label: p.name || p.key },
        ...(p.plans ?? []).map((plan) => ({ value: `product:${p.key}:${plan}`, label: t('productWithPlan', { product: p.name || p.key, plan }) })),
      ]),
    },
    { label: t('slot.role'), options: [{ value: 'role:admin', label: t('role.admin') }, { value: 'role:member', label: t('role.member') }] },
    { label: t('slot.userGroup'), options: groups.map((g) => ({ value: `userGroup:${g.id}`, label: g.name })) },
  ];
}
