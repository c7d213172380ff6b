import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useWatch, type Control } from 'react-hook-form';
import { useTranslation } from 'react-i18next';
import { userGroupsQuery } from '../../api/catalogue';
import { privilegesQuery } from '../../api/privileges';
import { RadioField } from '../../form/fields';
import { PickField } from '../../form/pick';
import type { Namespaces } from '../../i18n/namespaces';
import type { Values } from './values';

type Privilege = keyof Namespaces['rule']['privilege'];

function usePrivileges() {
  const { t, i18n } = useTranslation('rule');
  const items = useQuery(privilegesQuery()).data?.items ?? [];
  return items.map((value) => {
    const key = `privilege.${value as Privilege}` as const;
    return { value, label: i18n.exists(`rule:${key}`) ? t(key) : value };
  });
}

/** ManagerFields say what a manager may do, and to whom; nobody manages everybody unless it is said. */
function ManagerFields({ control }: { control: Control<Values> }) {
  const { t } = useTranslation('rule');
  const manages = useWatch({ control, name: 'manages' });
  const groups = useQuery(userGroupsQuery()).data ?? [];
  return (
    <SpaceBetween size="l">
      <PickField control={control} name="privileges" label={t('role.privileges')} description={t('role.privilegesDescription')} choices={usePrivileges()} />
      <RadioField
        control={control}
        name="manages"
        label={t('role.manages')}
        items={[
          { value: 'some', label: t('role.some'), description: t('role.someDescription') },
          { value: 'all', label: t('role.all'), description: t('role.allDescription') },
        ]}
      />
      {manages === 'some' && <PickField control={control} name="managedGroups" label={t('role.groups')} choices={groups.map((g) => ({ value: g.id, label: g.name ?? g.id }))} />}
    </SpaceBetween>
  );
}

/** RoleSection says which role people get in the products: none is another thing than no opinion. */
export function RoleSection({ control }: { control: Control<Values> }) {
  const { t } = useTranslation('rule');
  const role = useWatch({ control, name: 'role' });
  return (
    <Container header={<Header variant="h2" description={t('law')}>{t('role.title')}</Header>}>
      <SpaceBetween size="l">
        <RadioField
          control={control}
          name="role"
          label={t('role.label')}
          items={[
            { value: '', label: t('role.leave'), description: t('role.leaveDescription') },
            { value: 'member', label: t('role.member'), description: t('role.memberDescription') },
            { value: 'manager', label: t('role.manager'), description: t('role.managerDescription') },
            { value: 'admin', label: t('role.admin'), description: t('role.adminDescription') },
          ]}
        />
        {role === 'manager' && <ManagerFields control={control} />}
      </SpaceBetween>
    </Container>
  );
}
