import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { grantsQuery, takeGrant, usersKey, type Grant, type User } from '../../api/users';
import { showFlash } from '../../app/flash';
import { useMay } from '../../app/session';
import { useWordsOf } from '../../common/problem-text';
import { Empty, ErrorState } from '../../common/states';
import { Time } from '../../common/time';
import { useNames } from '../../outcome/names';
import { GrantDialog } from './grant';
import { OwnLanguage } from './own-language';

/** ByHand is what admins gave or denied somebody beside the rules, and the language that they chose. */
export function ByHand({ user }: { user: User }) {
  const { t } = useTranslation(['user', 'common']);
  const may = useMay('write');
  const grants = useQuery(grantsQuery(user.id));
  const [giving, setGiving] = useState(false);
  const what = useWhat();
  const take = useTake(user);
  const blocked = may ? undefined : t('common:state.forbidden.text', { scope: 'write' });
  if (grants.isError) return <ErrorState error={grants.error} retry={() => void grants.refetch()} />;
  return (
    <SpaceBetween size="l">
      <Table
        items={grants.data ?? []}
        trackBy="id"
        loading={grants.isPending}
        loadingText={t('common:state.loading')}
        wrapLines
        ariaLabels={{ tableLabel: t('user:byHand.grants') }}
        empty={<Empty title={t('user:byHand.empty.title')} text={t('user:byHand.empty.text')} />}
        header={
          <Header
            description={t('user:byHand.text')}
            actions={
              <Button disabled={!may} disabledReason={blocked} onClick={() => setGiving(true)}>
                {t('user:byHand.give')}
              </Button>
            }
          >
            {t('user:byHand.grants')}
          </Header>
        }
        columnDefinitions={[
          { id: 'what', header: t('user:byHand.what'), isRowHeader: true, cell: (g) => <span className="user-text">{g.deny ? t('user:byHand.denied', { what: what(g) }) : what(g)}</span> },
          { id: 'until', header: t('user:byHand.until'), cell: (g) => (g.until ? <Time at={g.until} /> : t('user:byHand.forever')) },
          { id: 'note', header: t('user:note.label'), cell: (g) => <span className="user-text">{g.note || '-'}</span> },
          { id: 'at', header: t('user:byHand.at'), cell: (g) => <Time at={g.at} /> },
          {
            id: 'take',
            header: t('user:byHand.action'),
            cell: (g) => (
              <Button variant="inline-link" disabled={!may || take.isPending} ariaLabel={t('user:byHand.takeNamed', { what: what(g) })} onClick={() => take.mutate(g)}>
                {t('user:byHand.take')}
              </Button>
            ),
          },
        ]}
      />
      <OwnLanguage user={user} blocked={blocked} />
      {giving && <GrantDialog user={user} close={() => setGiving(false)} />}
    </SpaceBetween>
  );
}

function useWhat(): (grant: Grant) => string {
  const names = useNames();
  return (g) => (g.product ? names.product(g.product, g.plan) : g.userGroup ? names.value('userGroup', g.userGroup) : names.value('role', g.role?.kind));
}

function useTake(user: User) {
  const { t } = useTranslation('user');
  const words = useWordsOf();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (g: Grant) => takeGrant(user.id, g.id),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: usersKey });
      showFlash({ type: 'success', content: t('byHand.taken'), life: 10_000 });
    },
    onError: (error) => void showFlash({ type: 'error', content: words(error) }),
  });
}
