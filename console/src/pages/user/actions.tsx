import Button from '@cloudscape-design/components/button';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { syncUser, unmark, usersKey, type User } from '../../api/users';
import { showFlash } from '../../app/flash';
import { useMay } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';
import { DryRun } from './dry-run';
import { EraseDialog } from './erase';
import { MarkDialog } from './mark';

type Dialog = 'suspension' | 'pin' | 'erase' | 'dry-run';

/** UserActions is what one can do about somebody. */
export function UserActions({ user }: { user: User }) {
  const { t } = useTranslation(['user', 'common']);
  const may = useMay('write');
  const [dialog, setDialog] = useState<Dialog>();
  const { sync, end } = useDeeds(user);
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  const item = (id: string, text: string) => ({ id, text, disabled: !may, disabledReason: blocked });
  const choose = (id: string) => {
    if (id === 'unsuspend') end.mutate('suspension');
    else if (id === 'unpin') end.mutate('pin');
    else setDialog(id as Dialog);
  };
  const close = () => setDialog(undefined);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <ButtonDropdown
        items={[
          { id: 'dry-run', text: t('user:action.dryRun') },
          user.suspension ? item('unsuspend', t('user:action.unsuspend')) : item('suspension', t('user:action.suspend')),
          user.pin ? item('unpin', t('user:action.unpin')) : item('pin', t('user:action.pin')),
          item('erase', t('user:action.erase')),
        ]}
        onItemClick={({ detail }) => choose(detail.id)}
      >
        {t('user:action.more')}
      </ButtonDropdown>
      <Button variant="primary" loading={sync.isPending} disabled={!may} disabledReason={blocked} onClick={() => sync.mutate()}>
        {t('user:action.sync')}
      </Button>
      {dialog === 'dry-run' && <DryRun user={user} close={close} />}
      {(dialog === 'suspension' || dialog === 'pin') && <MarkDialog user={user} kind={dialog} close={close} />}
      {dialog === 'erase' && <EraseDialog user={user} close={close} />}
    </SpaceBetween>
  );
}

/** useDeeds are the things that are done at once, and told of in the messages. */
function useDeeds(user: User) {
  const { t } = useTranslation('user');
  const words = useWordsOf();
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: usersKey });
  const failed = (error: unknown) => void showFlash({ type: 'error', content: words(error) });
  const sync = useMutation({
    mutationFn: () => syncUser(user.id, false),
    onSuccess: async ({ changed }) => {
      await again();
      showFlash({ type: 'success', content: t(changed ? 'done.changed' : 'done.same'), life: 10_000 });
    },
    onError: failed,
  });
  const end = useMutation({
    mutationFn: (kind: 'suspension' | 'pin') => unmark(user.id, kind),
    onSuccess: async (_, kind) => {
      await again();
      showFlash({ type: 'success', content: t(kind === 'pin' ? 'done.unpinned' : 'done.unsuspended'), life: 10_000 });
    },
    onError: failed,
  });
  return { sync, end };
}
