import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Children, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useWordsOf } from './problem-text';

interface ConfirmProps {
  title: string;
  children: ReactNode;
  /** What the button says: the deed, never "OK". */
  action: string;
  /** What must be typed first; only where nothing brings the thing back. */
  typed?: string;
  pending?: boolean;
  error?: unknown;
  /** Why it cannot be done now. */
  blocked?: string;
  confirm: () => void;
  cancel: () => void;
}

/** Confirm asks before something is done. Show it while it is open, and no longer: it forgets what was typed when it goes. */
export function Confirm({ title, children, action, typed, pending, error, blocked, confirm, cancel }: ConfirmProps) {
  const { t } = useTranslation();
  const words = useWordsOf();
  const [text, setText] = useState('');
  const ready = typed === undefined || text.trim() === typed;
  return (
    <Modal
      visible
      header={title}
      onDismiss={cancel}
      closeAriaLabel={t('close')}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={cancel}>
              {t('cancel')}
            </Button>
            <Button variant="primary" loading={pending} disabled={!ready || !!blocked} disabledReason={blocked} onClick={confirm}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {Children.map(children, (child) => (typeof child === 'string' ? <Box>{child}</Box> : child))}
        {typed !== undefined && (
          <FormField label={t('confirm.type', { name: typed })}>
            <Input value={text} onChange={({ detail }) => setText(detail.value)} autoComplete={false} spellcheck={false} />
          </FormField>
        )}
        {error ? (
          <div role="alert">
            <Alert type="error">{words(error)}</Alert>
          </div>
        ) : null}
      </SpaceBetween>
    </Modal>
  );
}
