import Container from '@cloudscape-design/components/container';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { zodResolver } from '@hookform/resolvers/zod';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useForm } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { userGroupsQuery, type UserGroup } from '../../api/catalogue';
import type { Versioned } from '../../api/client';
import { createUserGroup, readUserGroup, replaceUserGroup } from '../../api/user-groups';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { CatalogueForm } from '../../catalogue/form';
import { useVersionedSave } from '../../catalogue/save';
import { InputField, SelectField } from '../../form/fields';
import { belowOf, pathOf } from '../user-groups/tree';

interface Values {
  name: string;
  parent: string;
}

const valuesOf = (g: UserGroup): Values => ({ name: g.name ?? '', parent: g.parent ?? '' });
const bodyOf = (v: Values) => ({ name: v.name.trim(), parent: v.parent || null });
const fieldAt = (path: string) => (path === 'name' || path === 'parent' ? path : undefined);

/** UserGroupForm makes a user group, or renames or moves one. */
export function UserGroupForm({ group, parent = '' }: { group?: Versioned<UserGroup>; parent?: string }) {
  const { t } = useTranslation('user-groups');
  const go = useGo();
  const groups = useQuery(userGroupsQuery()).data ?? [];
  const schema = useMemo(() => z.object({ name: z.string().refine((name) => name.trim() !== '' && [...name].length <= 200, t('wrong.name')), parent: z.string() }), [t]);
  const form = useForm<Values>({ defaultValues: group ? valuesOf(group) : { name: '', parent }, resolver: zodResolver(schema) });
  const save = useVersionedSave({
    seen: group,
    read: () => readUserGroup(group!.id),
    write: (values: Values, etag) => (group ? replaceUserGroup(group.id, bodyOf(values), etag!) : createUserGroup(bodyOf(values))),
    valuesOf,
  });
  const own = group ? belowOf(groups, group.id) : new Set<string>();
  const wayTo = (id: string) => pathOf(groups, id).map((g) => g.name).join(' › ');
  const options = groups.filter((g) => !own.has(g.id)).map((g) => ({ value: g.id, label: wayTo(g.id) })).sort((a, b) => a.label.localeCompare(b.label));
  const said = (v: Values) => [
    { label: t('name'), value: v.name },
    { label: t('parent'), value: v.parent ? wayTo(v.parent) : t('top') },
  ];
  return (
    <CatalogueForm
      form={form}
      back="/user-groups"
      fieldAt={fieldAt}
      said={said}
      save={async (values) => void (await save(values))}
      saved={() => {
        showFlash({ type: 'success', content: t('saved', { name: form.getValues('name') }) });
        go('/user-groups');
      }}
    >
      <Container>
        <SpaceBetween size="l">
          <InputField control={form.control} name="name" label={t('name')} input={{ autoComplete: false }} />
          <SelectField control={form.control} name="parent" label={t('parent')} description={t('parentDescription')} options={[{ value: '', label: t('top') }, ...options]} select={{ filteringType: 'auto' }} known={(value) => ({ value, label: value })} />
        </SpaceBetween>
      </Container>
    </CatalogueForm>
  );
}
