import { useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Page } from '../../app/page';
import { UserGroupForm } from './form';

/** NewUserGroup adds a user group, below another one when the address says so. */
export default function NewUserGroup() {
  const { t } = useTranslation('user-groups');
  const parent = new URLSearchParams(useRouterState({ select: (state) => state.location.searchStr })).get('parent') ?? '';
  return (
    <Page title={t('new')} above={[{ text: t('title'), path: '/user-groups' }]}>
      <UserGroupForm parent={parent} />
    </Page>
  );
}
