import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Versioned } from '../../api/client';
import { changeConnection, connectionsKey, deleteConnection, type Connection } from '../../api/connections';
import { showFlash } from '../../app/flash';
import { useGo } from '../../app/links';
import { useMay } from '../../app/session';
import { Confirm } from '../../common/confirm';

/** Actions pauses a connection, has it go on, or deletes one that owns nothing. */
export function Actions({ connection }: { connection: Versioned<Connection> }) {
  const { t } = useTranslation('connections');
  const may = useMay('write');
  const [open, setOpen] = useState<'pause' | 'delete'>();
  const switching = useSwitch(connection, () => setOpen(undefined));
  const removal = useRemoval(connection);
  const paused = connection.state === 'paused';
  const reason = may ? undefined : t('mayNot');
  const close = () => { switching.reset(); removal.reset(); setOpen(undefined); };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button disabled={!may} disabledReason={reason} onClick={() => setOpen('delete')}>{t('delete.action')}</Button>
      <Button disabled={!may} disabledReason={reason} onClick={() => setOpen('pause')}>{paused ? t('resume.action') : t('pause.action')}</Button>
      {open === 'pause' && (
        <Confirm title={paused ? t('resume.title', { name: connection.name }) : t('pause.title', { name: connection.name })} action={paused ? t('resume.action') : t('pause.action')} pending={switching.isPending} error={switching.error} confirm={() => switching.mutate()} cancel={close}>
          {paused ? t('resume.text') : t('pause.text')}
        </Confirm>
      )}
      {open === 'delete' && (
        <Confirm title={t('delete.title', { name: connection.name })} action={t('delete.action')} typed={connection.name} pending={removal.isPending} error={removal.error} confirm={() => removal.mutate()} cancel={close}>
          {t('delete.text')}
        </Confirm>
      )}
    </SpaceBetween>
  );
}

function useSwitch(connection: Versioned<Connection>, done: () => void) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const paused = connection.state === 'paused';
  return useMutation({
    mutationFn: () => changeConnection(connection.id, connection.etag, { state: paused ? 'active' : 'paused' }),
    onSuccess: () => {
      showFlash({ type: 'success', content: paused ? t('resume.done', { name: connection.name }) : t('pause.done', { name: connection.name }), life: 10_000 });
      done();
    },
    onSettled: () => client.invalidateQueries({ queryKey: connectionsKey }),
  });
}

function useRemoval(connection: Versioned<Connection>) {
  const { t } = useTranslation('connections');
  const client = useQueryClient();
  const go = useGo();
  return useMutation({
    mutationFn: () => deleteConnection(connection.id, connection.etag),
    onSuccess: async () => {
      showFlash({ type: 'success', content: t('delete.done', { name: connection.name }), life: 10_000 });
      go('/connections');
      await client.invalidateQueries({ queryKey: [...connectionsKey, 'list'] });
    },
  });
}
