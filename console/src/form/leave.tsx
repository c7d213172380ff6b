import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';

/** LeaveGuard asks before what was typed is lost. `dirty` is read when somebody leaves, so that saving and leaving can follow at once. */
export function LeaveGuard({ dirty }: { dirty: RefObject<boolean> }) {
  const { t } = useTranslation();
  const blocker = useBlocker({ shouldBlockFn: () => dirty.current, enableBeforeUnload: () => dirty.current, withResolver: true });
  if (blocker.status !== 'blocked') return null;
  return (
    <Modal
      visible
      header={t('leave.title')}
      closeAriaLabel={t('close')}
      onDismiss={blocker.reset}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={blocker.reset}>
              {t('leave.stay')}
            </Button>
            <Button variant="primary" onClick={blocker.proceed}>
              {t('leave.go')}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      {t('leave.text')}
    </Modal>
  );
}

/**
 * useSaveKey has Ctrl+S, or Cmd+S, save what is open instead of the page as a file, while that is `able` to be saved: it is not being saved already, and one may.
 * What is `over` another form keeps the key from that one.
 */
export function useSaveKey(save: () => void, able: boolean, over = false): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      if (over) event.stopImmediatePropagation();
      if (able) save();
    };
    addEventListener('keydown', press, over);
    return () => removeEventListener('keydown', press, over);
  });
}
