import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** Choice is one way out of a clash. */
interface Choice {
  text: string;
  act: () => void;
}

interface ClashModalProps {
  title: string;
  text: string;
  /** Leaves it as somebody else made it. */
  theirs: Choice;
  /** Goes on with what was wanted here. */
  mine: Choice;
  /** Closes the dialog and decides nothing. */
  close: () => void;
  /** The two side by side. */
  children: ReactNode;
}

/** ClashModal is shown when somebody else changed the same thing meanwhile: what they did beside what was wanted, of which one is to be chosen. */
export function ClashModal({ title, text, theirs, mine, close, children }: ClashModalProps) {
  const { t } = useTranslation();
  return (
    <Modal
      visible
      size="large"
      header={title}
      closeAriaLabel={t('close')}
      onDismiss={close}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button formAction="none" onClick={theirs.act}>{theirs.text}</Button>
            <Button formAction="none" variant="primary" onClick={mine.act}>{mine.text}</Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        <Box>{text}</Box>
        {children}
      </SpaceBetween>
    </Modal>
  );
}
