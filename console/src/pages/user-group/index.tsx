import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { userGroupsQuery, type UserGroup } from '../../api/catalogue';
import { liveRulesQuery } from '../../api/live';
import { deleteUserGroup, userGroupQuery } from '../../api/user-groups';
import { href, useGo, useParam } from '../../app/links';
import { Page } from '../../app/page';
import { useMay } from '../../app/session';
import { toForm } from '../../catalogue/form';
import { DeleteDialog } from '../../catalogue/delete';
import { UsedBy } from '../../catalogue/used-by';
import { Loaded } from '../../common/states';
import { childrenOf, manages, pathOf } from '../user-groups/tree';
import { UserGroupForm } from './form';
import { Members } from './members';

/** UserGroupPage is one user group: who is in it, who manages it, and its form. */
export default function UserGroupPage() {
  const { t } = useTranslation(['user-groups', 'common']);
  const id = useParam('id') ?? '';
  const go = useGo();
  const may = useMay('write');
  const query = useQuery(userGroupQuery(id));
  const groups = useQuery(userGroupsQuery()).data ?? [];
  const [deleting, setDeleting] = useState(false);
  const name = query.data?.name ?? t('user-groups:one');
  const above = pathOf(groups, id).slice(0, -1).map((g) => ({ text: g.name ?? g.id, path: `/user-groups/${g.id}` }));
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  return (
    <Page
      title={name}
      above={[{ text: t('user-groups:title'), path: '/user-groups' }, ...above]}
      actions={
        query.data && (
          <SpaceBetween direction="horizontal" size="xs">
            <Button disabled={!!blocked} disabledReason={blocked} onClick={() => setDeleting(true)}>{t('user-groups:delete')}</Button>
            <Button onClick={toForm}>{t('user-groups:change')}</Button>
          </SpaceBetween>
        )
      }
    >
      <Loaded query={query}>
        {(group) => (
          <SpaceBetween size="l">
            <Around group={group} groups={groups} />
            <UserGroupForm key={id} group={group} />
            <Members group={id} />
          </SpaceBetween>
        )}
      </Loaded>
      {deleting && (
        <DeleteDialog
          name={name}
          uses={(rule) => rule.userGroup === id || (rule.role?.kind === 'manager' && Array.isArray(rule.role.managedGroups) && rule.role.managedGroups.includes(id))}
          remove={() => deleteUserGroup(id)}
          done={() => go('/user-groups')}
          cancel={() => setDeleting(false)}
        />
      )}
    </Page>
  );
}

/** Around is what is below a user group, which rules put people into it, and which make its managers. */
function Around({ group, groups }: { group: UserGroup; groups: UserGroup[] }) {
  const { t } = useTranslation('user-groups');
  const rules = useQuery(liveRulesQuery()).data?.items ?? [];
  const below = childrenOf(groups, group.id);
  return (
    <Container header={<Header variant="h2">{t('glance')}</Header>}>
      <KeyValuePairs
        columns={3}
        items={[
          { label: t('rules'), value: <UsedBy rules={rules.filter((r) => r.userGroup === group.id)} /> },
          { label: t('managers'), value: <UsedBy rules={rules.filter((r) => manages(r, groups, group.id))} /> },
          {
            label: t('below'),
            value:
              below.length === 0 ? (
                t('nothingBelow')
              ) : (
                <ul className="plain">
                  {below.map((g) => (
                    <li key={g.id}>
                      <Link href={href(`/user-groups/${g.id}`)}>{g.name}</Link>
                    </li>
                  ))}
                </ul>
              ),
          },
        ]}
      />
    </Container>
  );
}
