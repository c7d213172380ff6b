import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { syncUser, usersKey, type User } from '../../api/users';
import { Loaded } from '../../common/states';
import { Trace } from '../../outcome/trace';

/** DryRun says what a sync of this person would do now, and writes nothing. */
export function DryRun({ user, close }: { user: User; close: () => void }) {
  const { t } = useTranslation(['user', 'common']);
  const query = useQuery({ queryKey: [...usersKey, user.id, 'dry-run'], queryFn: () => syncUser(user.id, true), gcTime: 0 });
  return (
    <Modal visible size="large" header={t('user:dryRun.title')} closeAriaLabel={t('common:close')} onDismiss={close} footer={<Box float="right"><Button onClick={close}>{t('common:close')}</Button></Box>}>
      <Loaded query={query}>{({ trace }) => (trace ? <Trace trace={trace} /> : <>{t('user:dryRun.nothing')}</>)}</Loaded>
    </Modal>
  );
}
